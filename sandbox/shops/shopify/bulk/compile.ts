import {
  getNamedType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
  Kind,
  type DocumentNode,
  type FieldNode,
  type GraphQLLeafType,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type GraphQLSchema,
  type OperationDefinitionNode,
  type SelectionSetNode,
} from 'graphql';
import { fieldOf } from '../fields/index.ts';
import type { ShopContext } from '../fields/field.ts';
import type { Listing } from '../listing.ts';
import { notModelled } from '../refusal.ts';
import { isConnection, Selections } from '../selection.ts';

/** A connection to walk: its records, and what to write of each. */
export interface ConnectionPlan {
  readonly list: (source: unknown) => Listing;
  readonly node: NodePlan;
}
/** `write` gives a node's own fields as JSON without braces; connections below become lines of their own. */
export interface NodePlan {
  readonly write: (source: unknown) => string;
  readonly children: readonly ConnectionPlan[];
}
export interface BulkPlan extends ConnectionPlan {
  /** Access scopes that the query's fields need. */
  readonly scopes: ReadonlyMap<string, string>;
}

/** Gives a value as JSON. Throws where the schema says never null and it is. */
type Write = (value: unknown) => string;

/**
 * Turns a checked bulk query into functions that write its lines. It calls the same field functions as graphql-js does
 * for paged queries and follows the same rules; only the walk is compiled, as generic execution would take minutes
 * for a shop's whole history.
 */
export function compileBulkQuery(
  schema: GraphQLSchema,
  document: DocumentNode,
  context: ShopContext,
): BulkPlan {
  const operation = document.definitions.find(
    (definition): definition is OperationDefinitionNode =>
      definition.kind === Kind.OPERATION_DEFINITION,
  )!;
  const compiler = new Compiler(new Selections(schema, document, {}), context);
  const plan = compiler.root(operation.selectionSet);
  return { ...plan, scopes: compiler.scopes };
}

class Compiler {
  readonly scopes = new Map<string, string>();
  readonly #selections: Selections;
  readonly #context: ShopContext;

  constructor(selections: Selections, context: ShopContext) {
    this.#selections = selections;
    this.#context = context;
  }

  root(set: SelectionSetNode): ConnectionPlan {
    const type = this.#selections.schema.getQueryType()!;
    const [nodes] = this.#selections.fields(type, [set]).values();
    const { name } = nodes![0]!;
    if (!isConnection(getNamedType(type.getFields()[name.value]!.type))) {
      throw notModelled(
        `a bulk query whose top level field, here "${name.value}", is no connection`,
      );
    }
    return this.#connection(type, nodes!);
  }

  #connection(parent: GraphQLObjectType, nodes: readonly FieldNode[]): ConnectionPlan {
    const { definition, field, args } = this.#field(parent, nodes[0]!);
    const connection = getNamedType(definition.type) as GraphQLObjectType;
    const edge = getNamedType(connection.getFields()['edges']!.type) as GraphQLObjectType;
    const type = getNamedType(edge.getFields()['node']!.type) as GraphQLObjectType;
    const edges = this.#below(connection, this.#selections.below(nodes), 'edges');
    return {
      list: (source) => field.list!(source, args, this.#context),
      node: this.#node(type, this.#below(edge, edges, 'node')),
    };
  }

  #below(
    type: GraphQLObjectType,
    sets: readonly SelectionSetNode[],
    name: string,
  ): SelectionSetNode[] {
    const mentions = [...this.#selections.fields(type, sets).values()].flat();
    return this.#selections.below(mentions.filter((node) => node.name.value === name));
  }

  #node(type: GraphQLObjectType, sets: readonly SelectionSetNode[]): NodePlan {
    const parts: Write[] = [];
    const children: ConnectionPlan[] = [];
    for (const [key, nodes] of this.#selections.fields(type, sets)) {
      if (this.#isConnection(type, nodes[0]!)) children.push(this.#connection(type, nodes));
      else parts.push(this.#part(type, key, nodes));
    }
    return { write: joined(parts), children };
  }

  #isConnection(type: GraphQLObjectType, node: FieldNode): boolean {
    const definition = type.getFields()[node.name.value];
    return definition !== undefined && isConnection(getNamedType(definition.type));
  }

  /** `"key":value` */
  #part(type: GraphQLObjectType, key: string, nodes: readonly FieldNode[]): Write {
    const prefix = `${JSON.stringify(key)}:`;
    if (nodes[0]!.name.value === '__typename') return () => `${prefix}${JSON.stringify(type.name)}`;
    if (this.#isConnection(type, nodes[0]!)) {
      throw notModelled(`a bulk query with a connection inside the object field ${type.name}`);
    }
    const { definition, field, args } = this.#field(type, nodes[0]!);
    const write = this.#value(definition.type, nodes, `${type.name}.${definition.name}`);
    const context = this.#context;
    return (source) => prefix + write(field.resolve(source, args, context));
  }

  #field(type: GraphQLObjectType, node: FieldNode) {
    const name = node.name.value;
    const definition = type.getFields()[name]!;
    const field = fieldOf(type.name, name);
    if (!field) throw notModelled(`${type.name}.${name}`);
    if (field.scope !== undefined) this.scopes.set(field.scope, name);
    return { definition, field, args: this.#selections.args(definition, node) };
  }

  #value(type: GraphQLOutputType, nodes: readonly FieldNode[], name: string): Write {
    if (isNonNullType(type)) return neverNull(this.#value(type.ofType, nodes, name), name);
    if (isListType(type)) {
      const item = this.#value(type.ofType, nodes, name);
      return orNull((value) => `[${Array.from(value as Iterable<unknown>, item).join(',')}]`);
    }
    if (isLeafType(type)) return orNull(leaf(type));
    if (!isObjectType(type)) throw notModelled(`a bulk query with ${type.name}, which is abstract`);
    const parts = [...this.#selections.fields(type, this.#selections.below(nodes))].map(
      ([key, inner]) => this.#part(type, key, inner),
    );
    const write = joined(parts);
    return orNull((value) => `{${write(value)}}`);
  }
}

function joined(parts: readonly Write[]): Write {
  return (source) => {
    let text = '';
    for (const part of parts) text += text === '' ? part(source) : `,${part(source)}`;
    return text;
  };
}

function orNull(write: Write): Write {
  return (value) => (value === null || value === undefined ? 'null' : write(value));
}

function neverNull(write: Write, name: string): Write {
  return (value) => {
    if (value === null || value === undefined) throw new Error(`${name} is null and must not be`);
    return write(value);
  };
}

function leaf(type: GraphQLLeafType): Write {
  return (value) => JSON.stringify(type.serialize(value));
}
