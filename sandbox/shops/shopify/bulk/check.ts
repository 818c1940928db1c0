import {
  getNamedType,
  getNullableType,
  isListType,
  Kind,
  OperationTypeNode,
  parse,
  TypeInfo,
  validate,
  visit,
  visitWithTypeInfo,
  type DocumentNode,
  type FieldNode,
  type GraphQLSchema,
} from 'graphql';
import { messageOf } from '../message.ts';
import { isConnection } from '../selection.ts';

export type BulkCheck =
  { readonly document: DocumentNode } | { readonly problems: readonly string[] };

/**
 * What Shopify refuses in a bulk query before it runs, in Shopify's words.
 * https://shopify.dev/docs/api/usage/bulk-operations/queries#operation-restrictions
 */
export function checkBulkQuery(schema: GraphQLSchema, query: string): BulkCheck {
  let document: DocumentNode;
  try {
    document = parse(query);
  } catch (error) {
    return { problems: [`Invalid bulk query: ${messageOf(error)}`] };
  }
  const operations = document.definitions.filter(
    (definition) => definition.kind === Kind.OPERATION_DEFINITION,
  );
  if (operations.length !== 1)
    return { problems: ['Invalid bulk query: it must hold one operation.'] };
  const [operation] = operations;
  if (operation!.operation !== OperationTypeNode.QUERY) {
    return { problems: ['Invalid operation type. Only `query` operations are supported.'] };
  }
  const invalid = validate(schema, document);
  if (invalid.length > 0)
    return { problems: invalid.map(({ message }) => `Invalid bulk query: ${message}`) };
  const problems = problemsOf(look(schema, document), operation!.variableDefinitions?.length ?? 0);
  return problems.length > 0 ? { problems } : { document };
}

interface Findings {
  readonly viaNodes: string[];
  readonly withoutId: string[];
  topLevelNode: boolean;
  rootFields: number;
  connections: number;
  depth: number;
  inList: boolean;
}

function problemsOf(found: Findings, variables: number): string[] {
  const [example] = found.viaNodes;
  const rules: readonly (readonly [boolean, string])[] = [
    [variables > 0, 'Bulk queries cannot take variables.'],
    [
      found.viaNodes.length > 0,
      `All connection fields in a bulk query must select their contents using 'edges' > 'node', e.g: '${example} { edges { node {'. Selecting via 'nodes' is not supported. Invalid connection fields: '${found.viaNodes.join("', '")}'.`,
    ],
    [found.topLevelNode, 'Bulk queries cannot contain a top level `node` field.'],
    [found.rootFields > 1, 'Bulk queries can only contain a single top level field.'],
    [
      found.depth > 2,
      'Bulk queries cannot contain connections with a nesting depth greater than 2.',
    ],
    [found.connections > 5, 'Bulk queries cannot contain more than 5 connections.'],
    [
      found.withoutId.length > 0,
      `The parent 'node' field for a nested connection must select the 'id' field without an alias and must be of 'ID' return type. Connection fields without 'id': ${found.withoutId.join(', ')}.`,
    ],
    [
      found.inList,
      'Queries that contain a connection field within a list field are not currently supported.',
    ],
    [found.connections === 0, 'Bulk queries must contain at least one connection.'],
  ];
  return rules.filter(([broken]) => broken).map(([, message]) => message);
}

/** One level of fields around the one being looked at. */
interface Level {
  readonly name: string;
  readonly connection: boolean;
  readonly list: boolean;
}

function look(schema: GraphQLSchema, document: DocumentNode): Findings {
  const found: Findings = {
    viaNodes: [],
    withoutId: [],
    topLevelNode: false,
    rootFields: 0,
    connections: 0,
    depth: 0,
    inList: false,
  };
  const types = new TypeInfo(schema);
  const levels: Level[] = [];
  const enter = (node: FieldNode) => {
    const level = levelOf(types, node);
    if (levels.length === 0) found.rootFields++;
    if (levels.length === 0 && ['node', 'nodes'].includes(level.name)) found.topLevelNode = true;
    if (level.name === 'nodes' && levels.at(-1)?.connection)
      found.viaNodes.push(levels.at(-1)!.name);
    if (level.connection) lookAtConnection(found, levels);
    if (level.name === 'node' && levels.at(-2)?.connection && lacksId(node))
      found.withoutId.push(levels.at(-2)!.name);
    levels.push(level);
  };
  visit(
    inlined(document),
    visitWithTypeInfo(types, { Field: { enter, leave: () => void levels.pop() } }),
  );
  return found;
}

function levelOf(types: TypeInfo, node: FieldNode): Level {
  const type = types.getType();
  return {
    name: node.name.value,
    connection: type ? isConnection(getNamedType(type)) : false,
    list: type ? isListType(getNullableType(type)) : false,
  };
}

function lookAtConnection(found: Findings, levels: readonly Level[]): void {
  const around = levels.filter(({ connection }) => connection);
  found.connections++;
  found.depth = Math.max(found.depth, around.length);
  // A connection's own `edges` are a list too, and the only one allowed.
  const lists = levels.filter(
    ({ list, name }, index) => list && !(name === 'edges' && levels[index - 1]?.connection),
  );
  if (lists.length > 0) found.inList = true;
}

/** True for a node with a connection below it but without its plain `id`, which the children refer to. */
function lacksId(node: FieldNode): boolean {
  const selections = node.selectionSet?.selections ?? [];
  const fields = selections
    .flatMap((selection) =>
      selection.kind === Kind.INLINE_FRAGMENT ? selection.selectionSet.selections : [selection],
    )
    .filter(({ kind }) => kind === Kind.FIELD) as FieldNode[];
  const nests = fields.some(({ selectionSet }) =>
    selectionSet?.selections.some(
      (inner) => inner.kind === Kind.FIELD && ['edges', 'nodes'].includes(inner.name.value),
    ),
  );
  return nests && !fields.some(({ name, alias }) => name.value === 'id' && !alias);
}

/** The operation with its fragments written out, so that depth and counts are what they are after merging. */
function inlined(document: DocumentNode): DocumentNode {
  const fragments = new Map(
    document.definitions
      .filter((definition) => definition.kind === Kind.FRAGMENT_DEFINITION)
      .map((fragment) => [fragment.name.value, fragment]),
  );
  const definitions = document.definitions.filter(({ kind }) => kind === Kind.OPERATION_DEFINITION);
  return visit(
    { ...document, definitions },
    {
      FragmentSpread: (node) => {
        const { typeCondition, selectionSet } = fragments.get(node.name.value)!;
        return { kind: Kind.INLINE_FRAGMENT, typeCondition, selectionSet };
      },
    },
  ) as DocumentNode;
}
