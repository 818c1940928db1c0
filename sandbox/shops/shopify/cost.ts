import {
  getNamedType,
  isAbstractType,
  isLeafType,
  isObjectType,
  type FieldNode,
  type GraphQLNamedType,
  type GraphQLObjectType,
  type OperationDefinitionNode,
  type SelectionSetNode,
} from 'graphql';
import { isConnection, type Selections } from './selection.ts';

/** No single query may cost more, whatever the plan: https://shopify.dev/docs/api/usage/limits#single-query-limit */
export const singleQueryLimit = 1000;

/** Value objects that real Shopify was measured to give for nothing. */
const free = new Set(['PageInfo', 'MoneyBag', 'MoneyV2']);

/**
 * What a query costs: objects 1, scalars and enums 0, interfaces and unions their dearest selection, mutations 10, and
 * connections 2 + children × ⌊2·ln(size)⌋.
 * https://shopify.dev/docs/apps/build/apis/graphql-admin/rate-limits and, for the connections' formula,
 * https://community.shopify.dev/t/how-to-calculate-graphql-cost-estimates/24364/6
 * With `data`, the actual cost: sizes are what came back, and what is null has no children.
 */
export function queryCost(
  selections: Selections,
  operation: OperationDefinitionNode,
  data?: Readonly<Record<string, unknown>> | null,
): number {
  const root = selections.schema.getRootType(operation.operation);
  return root && data !== null
    ? new Costs(selections).object(root, [operation.selectionSet], data)
    : 0;
}

type Data = Readonly<Record<string, unknown>>;

class Costs {
  readonly #selections: Selections;

  constructor(selections: Selections) {
    this.#selections = selections;
  }

  object(
    type: GraphQLObjectType,
    sets: readonly SelectionSetNode[],
    data: Data | undefined,
  ): number {
    let cost = 0;
    for (const [key, nodes] of this.#selections.fields(type, sets)) {
      const value = data === undefined ? undefined : (data[key] ?? null);
      cost += this.#field(type, nodes, value);
    }
    return cost;
  }

  #field(parent: GraphQLObjectType, nodes: readonly FieldNode[], value: unknown): number {
    const definition = parent.getFields()[nodes[0]!.name.value];
    if (!definition) return 0; // introspection
    const type = getNamedType(definition.type);
    if (isLeafType(type)) return 0;
    const { schema } = this.#selections;
    if (parent === schema.getMutationType()) return 10;
    if (parent === schema.getQueryType() && type.name === 'Count') return 10;
    const args = this.#selections.args(definition, nodes[0]!);
    const below = this.#selections.below(nodes);
    if (isConnection(type))
      return this.#connection(type, below, args, value as Data | null | undefined);
    if (Array.isArray(value)) {
      return value.reduce(
        (sum: number, item: Data | null) => sum + this.#one(type, below, item),
        0,
      );
    }
    const times = Array.isArray(args['ids']) ? args['ids'].length : lengthOf(args['first']);
    return times * this.#one(type, below, value as Data | null | undefined);
  }

  #one(
    type: GraphQLNamedType,
    below: readonly SelectionSetNode[],
    data: Data | null | undefined,
  ): number {
    const own = free.has(type.name) ? 0 : 1;
    if (data === null) return own;
    if (isObjectType(type)) return own + this.object(type, below, data);
    if (!isAbstractType(type)) return own;
    const named = this.#selections.typesNamed(below);
    return own + Math.max(0, ...named.map((candidate) => this.object(candidate, below, data)));
  }

  #connection(
    type: GraphQLObjectType,
    below: readonly SelectionSetNode[],
    args: Data,
    value: Data | null | undefined,
  ): number {
    if (value === null) return 2;
    const { node, sets, found } = this.#nodes(type, below, value);
    if (!node) return 2;
    if (!found)
      return (
        2 + this.#one(node, sets, undefined) * scale(Number(args['first'] ?? args['last'] ?? 1))
      );
    if (found.length === 0) return 2;
    const total = found.reduce((sum, item) => sum + this.#one(node, sets, item), 0);
    return 2 + Math.floor((total / found.length) * scale(found.length));
  }

  /** What hangs on a connection's nodes, by `nodes` or by `edges { node }`. */
  #nodes(type: GraphQLObjectType, below: readonly SelectionSetNode[], value: Data | undefined) {
    const sets: SelectionSetNode[] = [];
    let found: Data[] | undefined;
    for (const [key, nodes] of this.#selections.fields(type, below)) {
      const items = value?.[key] as readonly Data[] | undefined;
      const inner = this.#selections.below(nodes);
      if (nodes[0]!.name.value === 'nodes') {
        sets.push(...inner);
        found ??= items && [...items];
      }
      if (nodes[0]!.name.value !== 'edges') continue;
      const edge = getNamedType(type.getFields()['edges']!.type) as GraphQLObjectType;
      for (const [edgeKey, edgeNodes] of this.#selections.fields(edge, inner)) {
        if (edgeNodes[0]!.name.value !== 'node') continue;
        sets.push(...this.#selections.below(edgeNodes));
        found ??= items?.map((item) => item[edgeKey] as Data);
      }
    }
    const node = type.getFields()['nodes'];
    return { node: sets.length > 0 && node ? getNamedType(node.type) : null, sets, found };
  }
}

/** Of a plain list Shopify tells no cost: taken as a connection of that size without its own 2, and as one without a size. */
function lengthOf(first: unknown): number {
  return typeof first === 'number' ? scale(first) : 1;
}

function scale(size: number): number {
  return Math.floor(2 * Math.log(Math.max(2, size)));
}
