import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import ts from 'typescript';

export interface StandardObject {
  readonly fields: ReadonlySet<string>;
  /** `Owner` → `User`. */
  readonly parents: ReadonlyMap<string, string>;
  /** `Contacts` → `Contact`. */
  readonly children: ReadonlyMap<string, string>;
}

/** On every object that a package creates. */
export const systemFields = [
  'Id',
  'Name',
  'CreatedById',
  'CreatedDate',
  'LastModifiedById',
  'LastModifiedDate',
  'SystemModstamp',
  'IsDeleted',
  'LastViewedDate',
  'LastReferencedDate',
] as const;

/** On every platform event. */
export const eventFields = ['ReplayId', 'EventUuid', 'CreatedById', 'CreatedDate'] as const;

let known: ReadonlyMap<string, StandardObject> | undefined;

/**
 * The objects that every org has, from the typings of jsforce: fields of API 50 or so. A younger standard field is
 * therefore unknown here; name it in `youngerFields` when the package first uses one.
 */
export function standardObjects(): ReadonlyMap<string, StandardObject> {
  known ??= readStandardObjects();
  return known;
}

const youngerFields: Readonly<Record<string, readonly string[]>> = {};

function readStandardObjects(): Map<string, StandardObject> {
  const main = createRequire(import.meta.url).resolve('jsforce');
  const folder = main.slice(0, main.lastIndexOf('jsforce') + 'jsforce'.length);
  const file = path.join(folder, 'lib/types/standard-schema.d.ts');
  const source = fs.readFileSync(file, 'utf8');
  const tree = ts.createSourceFile(file, source, ts.ScriptTarget.Latest);
  const parts = new Map<string, ts.TypeLiteralNode>();
  for (const statement of tree.statements) {
    if (!ts.isTypeAliasDeclaration(statement) || !ts.isTypeLiteralNode(statement.type)) continue;
    parts.set(statement.name.text, statement.type);
  }
  const names = [...parts.keys()].filter((name) => name.startsWith('Fields$'));
  return new Map(
    names.map((key) => {
      const name = key.slice('Fields$'.length);
      const fields = new Set([...members(parts.get(key), tree).keys()]);
      for (const younger of youngerFields[name] ?? []) fields.add(younger);
      const parents = members(parts.get(`ParentReferences$${name}`), tree);
      const children = members(parts.get(`ChildRelationships$${name}`), tree);
      return [name, { fields, parents, children }];
    }),
  );
}

/** Names of the members, with the object that a relationship leads to. */
function members(node: ts.TypeLiteralNode | undefined, tree: ts.SourceFile): Map<string, string> {
  const found = new Map<string, string>();
  for (const member of node?.members ?? []) {
    if (!ts.isPropertySignature(member)) continue;
    const target = /SObjectDefinition\$(\w+)/.exec(member.type?.getText(tree) ?? '')?.[1];
    found.set((member.name as ts.Identifier).text, target ?? '');
  }
  return found;
}
