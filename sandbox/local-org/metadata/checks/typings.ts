import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import ts from 'typescript';

export interface ElementType {
  readonly required: boolean;
  readonly repeats: boolean;
  /** `string`, `number`, `boolean`, `any`, or the name of a type or an enum. */
  readonly type: string;
}

/** What the Metadata WSDL says of types and enums. */
export interface Typings {
  /** Elements of a type by name; undefined for what is none. */
  elements(type: string): ReadonlyMap<string, ElementType> | undefined;
  values(name: string): readonly string[] | undefined;
}

let known: Typings | undefined;

/** From @salesforce/types, which is generated from the WSDL; read once (about 0.3 s). */
export function typings(): Typings {
  known ??= read();
  return known;
}

type Aliases = ReadonlyMap<string, ts.TypeNode>;

function read(): Typings {
  const main = createRequire(import.meta.url).resolve('@salesforce/types/metadata');
  const file = main.replace(/\.js$/, '.d.ts');
  const tree = ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.Latest);
  const aliases = new Map(
    tree.statements
      .filter(ts.isTypeAliasDeclaration)
      .map((one): [string, ts.TypeNode] => [one.name.text, one.type]),
  );
  const types = new Map<string, ReadonlyMap<string, ElementType> | undefined>();
  return {
    elements: (type) => {
      if (!types.has(type)) types.set(type, elementsOf(aliases.get(type), aliases));
      return types.get(type);
    },
    values: (name) => valuesOf(aliases.get(name)),
  };
}

function elementsOf(
  node: ts.TypeNode | undefined,
  aliases: Aliases,
): Map<string, ElementType> | undefined {
  if (node === undefined) return undefined;
  if (ts.isTypeReferenceNode(node)) return elementsOf(aliases.get(nameOf(node)), aliases);
  if (ts.isIntersectionTypeNode(node)) {
    return new Map(node.types.flatMap((part) => [...(elementsOf(part, aliases) ?? [])]));
  }
  if (!ts.isTypeLiteralNode(node)) return undefined;
  return new Map(node.members.filter(ts.isPropertySignature).map(elementOf));
}

function elementOf({ name, questionToken, type }: ts.PropertySignature): [string, ElementType] {
  const repeats = type !== undefined && ts.isArrayTypeNode(type);
  const required = questionToken === undefined && !repeats;
  const one = repeats ? type.elementType : type;
  return [(name as ts.Identifier).text, { required, repeats, type: typeName(one) }];
}

function typeName(node: ts.TypeNode | undefined): string {
  if (node === undefined) return 'any';
  if (ts.isTypeReferenceNode(node)) return nameOf(node);
  if (node.kind === ts.SyntaxKind.StringKeyword) return 'string';
  if (node.kind === ts.SyntaxKind.NumberKeyword) return 'number';
  return node.kind === ts.SyntaxKind.BooleanKeyword ? 'boolean' : 'any';
}

function nameOf({ typeName: name }: ts.TypeReferenceNode): string {
  return ts.isIdentifier(name) ? name.text : '';
}

function valuesOf(node: ts.TypeNode | undefined): string[] | undefined {
  if (node === undefined) return undefined;
  const parts = ts.isUnionTypeNode(node) ? [...node.types] : [node];
  const values = parts.flatMap((part) =>
    ts.isLiteralTypeNode(part) && ts.isStringLiteral(part.literal) ? [part.literal.text] : [],
  );
  return values.length === parts.length ? values : undefined;
}
