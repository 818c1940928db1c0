import fs from 'node:fs';
import path from 'node:path';
import ts from 'typescript';
import { filesOf } from '../../panels/bundles.ts';
import type { Catalogue } from '../catalogue.ts';
import type { Package } from '../package.ts';
import { parseModule } from '../parsed.ts';
import { queryProblems } from '../references/graphql.ts';
import { namesIn, type OrgName } from '../references/names.ts';
import type { ObjectUse, Use, Uses } from './use.ts';

const requests = 'Commerce_Sync_Request__c';
const asking = 'commerceSyncRequest/commerceSyncRequest.ts';

/** What the panels create: the one record whose fields are put together, by whose page the panel stands on. */
const created: Uses = {
  objects: [{ object: requests, right: 'allowCreate', by: asking }],
  fields: ['Account__c', 'Contact__c'].map((field) => {
    return { object: requests, field, writes: true, by: asking };
  }),
};

interface Module {
  /** Relative to the root. */
  readonly file: string;
  readonly tree: ts.SourceFile;
}

/** What the panels read in their queries, in filters and in records, and what they create. */
export function panelUses(pack: Package, catalogue: Catalogue): Uses {
  const modules = modulesOf(pack);
  const queried = modules.flatMap((module) => queriedBy(module, catalogue));
  const objects = new Set(queried.map(({ object }) => object));
  const named = modules.flatMap(({ file, tree }) =>
    namesIn(tree).names.flatMap((name) => usesOf(file, name, objects, catalogue)),
  );
  return {
    fields: [...queried, ...named, ...created.fields],
    objects: [...created.objects] satisfies ObjectUse[],
  };
}

function modulesOf(pack: Package): Module[] {
  const folder = path.join(pack.root, pack.folder, 'main/default/lwc');
  return pack.bundles
    .flatMap((bundle) => filesOf(bundle, '.ts', folder))
    .map((name) => {
      const source = fs.readFileSync(name, 'utf8');
      const file = path.relative(pack.root, name);
      return { file, tree: parseModule(file, source) };
    });
}

function queriedBy({ file, tree }: Module, catalogue: Catalogue): Use[] {
  const uses: Use[] = [];
  const look = (node: ts.Node): void => {
    if (ts.isTaggedTemplateExpression(node) && node.tag.getText() === 'gql') {
      const line = tree.getLineAndCharacterOfPosition(node.getStart()).line + 1;
      queryProblems(node.template.getText().slice(1, -1), catalogue, (object, field) => {
        uses.push({ object, field, writes: false, by: `${file}:${line}` });
      });
    }
    ts.forEachChild(node, look);
  };
  look(tree);
  return uses;
}

/** A filter in a variable names fields without their object: it may be of any that the panels query. */
function usesOf(
  file: string,
  { name, line }: OrgName,
  queried: ReadonlySet<string>,
  catalogue: Catalogue,
): Use[] {
  const by = `${file}:${line}`;
  const [object = '', path] = name.split('.');
  if (path !== undefined) {
    const known = catalogue.hasObject(object);
    return known ? [{ object, field: path, writes: false, by }] : [];
  }
  const field = name.replace(/__r$/, '__c');
  return [...queried]
    .filter((one) => catalogue.hasField(one, field))
    .map((one) => ({ object: one, field, writes: false, by }));
}
