import fs from 'node:fs';
import path from 'node:path';
import ts from 'typescript';
import { filesOf } from '../../panels/bundles.ts';
import type { Catalogue } from '../catalogue.ts';
import type { Package } from '../package.ts';
import { hint, type Problem } from '../problem.ts';
import { children, textOf } from '../xml.ts';
import { queryProblems } from './graphql.ts';
import { parseModule } from '../parsed.ts';
import { namesIn } from './names.ts';
import { moduleProblem, tagProblem } from './platform.ts';

/** What a panel's modules and templates name in the org: labels, fields, other panels, queries. */
export function panelReferenceProblems(pack: Package, catalogue: Catalogue): Problem[] {
  const root = path.join(pack.root, pack.folder, 'main/default/lwc');
  const labels = pack
    .ofKind('labels')
    .flatMap((file) => children(file.root, 'labels'))
    .map((label) => textOf(label, 'fullName'));
  return pack.bundles.flatMap((bundle) => [
    ...filesOf(bundle, '.ts', root).flatMap((file) =>
      moduleProblems(path.relative(pack.root, file), pack, labels, catalogue),
    ),
    ...filesOf(bundle, '.html', root).flatMap((file) =>
      templateProblems(path.relative(pack.root, file), pack),
    ),
    ...filesOf(bundle, '.css', root).flatMap((file) =>
      styleProblems(path.relative(pack.root, file), pack),
    ),
  ]);
}

function moduleProblems(
  file: string,
  pack: Package,
  labels: readonly string[],
  catalogue: Catalogue,
): Problem[] {
  const source = fs.readFileSync(path.join(pack.root, file), 'utf8');
  const tree = parseModule(file, source);
  const lineOf = (at: number): number => tree.getLineAndCharacterOfPosition(at).line + 1;
  const problems: Problem[] = [];
  const look = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node) && ts.isStringLiteral(node.moduleSpecifier)) {
      const message = importProblem(node.moduleSpecifier.text, pack, labels, catalogue);
      if (message !== null) problems.push({ file, line: lineOf(node.getStart()), message });
    }
    if (ts.isTaggedTemplateExpression(node) && node.tag.getText() === 'gql') {
      const first = node.template.getStart() + 1;
      const found = queryProblems(node.template.getText().slice(1, -1), catalogue);
      for (const { line, message } of found) {
        problems.push({ file, line: lineOf(first) + line - 1, message });
      }
    }
    ts.forEachChild(node, look);
  };
  look(tree);
  return [...problems, ...nameProblems(file, tree, catalogue)];
}

/** Field names put together at run time, each known to be right; `access/panels.ts` says what they make. */
export const composedIn = ['commerceSyncRequest/commerceSyncRequest.ts'];

/** Types of answers, filters and created records name fields too. */
function nameProblems(file: string, tree: ts.SourceFile, catalogue: Catalogue): Problem[] {
  const { names, composed } = namesIn(tree);
  const known = composedIn.some((ending) => file.endsWith(ending));
  const message = 'a field name put together from parts cannot be checked: write it out';
  return [
    ...(known ? [] : composed.map((line) => ({ file, line, message }))),
    ...names.flatMap(({ name, line }) => {
      const found = nameProblem(name, catalogue);
      return found === null ? [] : [{ file, line, message: found }];
    }),
  ];
}

function nameProblem(name: string, catalogue: Catalogue): string | null {
  const [object = '', field] = name.split('.');
  if (field !== undefined) {
    return catalogue.hasObject(object) ? catalogue.fieldProblem(object, field) : null;
  }
  if (catalogue.customNames.has(name)) return null;
  return `nothing in the package is called ${name}${hint(name, catalogue.customNames)}`;
}

function importProblem(
  specifier: string,
  pack: Package,
  labels: readonly string[],
  catalogue: Catalogue,
): string | null {
  if (specifier.startsWith('@salesforce/label/c.')) {
    const name = specifier.slice('@salesforce/label/c.'.length);
    return labels.includes(name) ? null : `there is no label ${name}${hint(name, labels)}`;
  }
  if (specifier.startsWith('c/')) {
    const name = specifier.slice('c/'.length);
    return panelProblem(name, pack);
  }
  if (!specifier.startsWith('@salesforce/schema/')) return moduleProblem(specifier);
  return schemaProblem(specifier.slice('@salesforce/schema/'.length), catalogue);
}

function panelProblem(name: string, pack: Package): string | null {
  if (pack.bundles.includes(name)) return null;
  return `there is no panel ${name}${hint(name, pack.bundles)}`;
}

/** `Commerce_Order__c`, `Commerce_Order__c.Status__c`, `Commerce_Order__c.Customer__r.Name`. */
function schemaProblem(path: string, catalogue: Catalogue): string | null {
  const [first = '', ...rest] = path.split('.');
  const unknown = catalogue.objectProblem(first);
  if (unknown !== null) return unknown;
  let object = first;
  for (const name of rest.slice(0, -1)) {
    const relationships = catalogue.relationships(object);
    const found = relationships.get(name);
    if (found?.kind !== 'parent') {
      return `${object} has no parent ${name}${hint(name, relationships.keys())}`;
    }
    object = found.object;
  }
  const field = rest.at(-1);
  return field === undefined ? null : catalogue.fieldProblem(object, field);
}

/** `<c-order-row>` is the bundle orderRow. */
function templateProblems(file: string, pack: Package): Problem[] {
  const bundleOf = (tag: string): string =>
    tag.replace(/-([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
  return [
    ...named(file, pack, /<c-([a-z0-9-]+)/g, (tag) => panelProblem(bundleOf(tag), pack)),
    ...named(file, pack, /<lightning-([a-z0-9-]+)/g, tagProblem),
  ];
}

/** `@import 'c/rowStyles'` */
function styleProblems(file: string, pack: Package): Problem[] {
  return named(file, pack, /@import ['"]c\/(\w+)/g, (name) => panelProblem(name, pack));
}

function named(
  file: string,
  pack: Package,
  pattern: RegExp,
  problemOf: (found: string) => string | null,
): Problem[] {
  const source = fs.readFileSync(path.join(pack.root, file), 'utf8');
  return source.split('\n').flatMap((text, index) =>
    [...text.matchAll(pattern)].flatMap(([, found = '']) => {
      const message = problemOf(found);
      return message === null ? [] : [{ file, line: index + 1, message }];
    }),
  );
}
