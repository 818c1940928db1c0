import { at } from '../catalogue.ts';
import type { Package } from '../package.ts';
import type { Problem } from '../problem.ts';

/** Endings of the files whose references the gate follows. */
const known = [
  'app',
  'compactLayout',
  'field',
  'flexipage',
  'flow',
  'js',
  'labels',
  'layout',
  'listView',
  'mutingpermissionset',
  'object',
  'permissionset',
  'permissionsetgroup',
  'quickAction',
  'reportType',
  'tab',
];

/** A package with metadata of another kind (custom metadata, a report, Apex) teaches the gate that kind first. */
export function kindProblems(pack: Package): Problem[] {
  return pack.files
    .filter(({ file }) => !known.includes(/\.([^.]+)-meta\.xml$/.exec(file)?.[1] ?? ''))
    .flatMap(({ file, root }) =>
      at(file, root, `the gate cannot check what <${root.name}> refers to`),
    );
}
