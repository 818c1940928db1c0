import fs from 'node:fs';
import { createRequire } from 'node:module';
import ts from 'typescript';

/** What a metadata type allows, as the Metadata WSDL has it. */
export interface MetadataType {
  readonly name: string;
  readonly elements: ReadonlyMap<string, ElementType>;
}

export interface ElementType {
  readonly name: string;
  readonly required: boolean;
  readonly repeats: boolean;
  /** `string`, `number`, `boolean`, `any`, or the name of a type or of an enum. */
  readonly type: string;
}

export interface Typings {
  type(name: string): MetadataType | undefined;
  /** Its values; undefined for what is no enum, or one whose values nobody lists. */
  enumValues(name: string): readonly string[] | undefined;
  readonly typeNames: readonly string[];
}

let known: Typings | undefined;

/** Parses the declarations of @salesforce/types, which are generated from the WSDL (about 0.3 s). */
export function loadTypings(): Typings {
  known ??= load();
  return known;
}

function load(): Typings {
  const file = createRequire(import.meta.url).resolve('@salesforce/types/metadata');
  const declarations = file.replace(/\.js$/, '.d.ts');
  const source = fs.readFileSync(declarations, 'utf8');
  return readTypings(ts.createSourceFile(declarations, source, ts.ScriptTarget.Latest));
}

export function readTypings(tree: ts.SourceFile): Typings {
  const aliases = new Map<string, ts.TypeNode>();
  for (const statement of tree.statements) {
    if (ts.isTypeAliasDeclaration(statement)) aliases.set(statement.name.text, statement.type);
  }
  const types = new Map<string, MetadataType | undefined>();
  const type = (name: string): MetadataType | undefined => {
    if (!types.has(name)) types.set(name, readType(name, aliases));
    return types.get(name);
  };
  return {
    type,
    enumValues: (name) => readEnum(aliases.get(name)),
    typeNames: [...aliases.keys()],
  };
}

function readType(
  name: string,
  aliases: ReadonlyMap<string, ts.TypeNode>,
): MetadataType | undefined {
  const elements = elementsOf(aliases.get(name), aliases);
  return elements === undefined ? undefined : { name, elements };
}

function elementsOf(
  node: ts.TypeNode | undefined,
  aliases: ReadonlyMap<string, ts.TypeNode>,
): Map<string, ElementType> | undefined {
  if (node === undefined) return undefined;
  if (ts.isTypeReferenceNode(node)) return elementsOf(aliases.get(nameOf(node)), aliases);
  if (ts.isIntersectionTypeNode(node)) {
    return new Map(node.types.flatMap((part) => [...(elementsOf(part, aliases) ?? [])]));
  }
  if (!ts.isTypeLiteralNode(node)) return undefined;
  const elements = node.members
    .filter(ts.isPropertySignature)
    .map(elementType)
    .map((element): [string, ElementType] => [element.name, element]);
  return new Map(elements);
}

function elementType(property: ts.PropertySignature): ElementType {
  const repeats = property.type !== undefined && ts.isArrayTypeNode(property.type);
  const type = repeats ? (property.type as ts.ArrayTypeNode).elementType : property.type;
  return {
    name: (property.name as ts.Identifier).text,
    // A list may be empty: the typings write no question mark there.
    required: property.questionToken === undefined && !repeats,
    repeats,
    type: typeName(type),
  };
}

function typeName(node: ts.TypeNode | undefined): string {
  if (node === undefined) return 'any';
  if (ts.isTypeReferenceNode(node)) return nameOf(node);
  if (node.kind === ts.SyntaxKind.StringKeyword) return 'string';
  if (node.kind === ts.SyntaxKind.NumberKeyword) return 'number';
  return node.kind === ts.SyntaxKind.BooleanKeyword ? 'boolean' : 'any';
}

function nameOf(node: ts.TypeReferenceNode): string {
  return ts.isIdentifier(node.typeName) ? node.typeName.text : '';
}

function readEnum(node: ts.TypeNode | undefined): string[] | undefined {
  if (node === undefined) return undefined;
  const parts = ts.isUnionTypeNode(node) ? [...node.types] : [node];
  const values = parts.flatMap((part) =>
    ts.isLiteralTypeNode(part) && ts.isStringLiteral(part.literal) ? [part.literal.text] : [],
  );
  return values.length === parts.length ? values : undefined;
}
