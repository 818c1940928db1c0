import {
  DirectiveLocation,
  GraphQLBoolean,
  GraphQLDirective,
  GraphQLID,
  GraphQLInt,
  GraphQLInterfaceType,
  GraphQLList,
  GraphQLNonNull,
  GraphQLObjectType,
  GraphQLSchema,
  GraphQLString,
  specifiedDirectives,
  type GraphQLFieldConfigArgumentMap,
  type GraphQLFieldConfigMap,
  type GraphQLOutputType,
} from 'graphql';
import { aggregateFieldType, type AggregatedField } from './aggregate-types.ts';
import { aggregateConnection, type AggregateArguments, type AggregateNode } from './aggregate.ts';
import { queryConnection, type QueryArguments } from './connection.ts';
import type { RequestContext } from './context.ts';
import { scope } from './filter-types.ts';
import { inputTypes, type InputTypes } from './input-types.ts';
import type { VisibleObject, VisibleSchema } from './model.ts';
import { recordFields } from './record-fields.ts';

/** Since API 65.0: https://developer.salesforce.com/docs/platform/graphql/guide/query-record-objects.html */
export const optionalDirective = new GraphQLDirective({
  name: 'optional',
  locations: [DirectiveLocation.FIELD],
});

const pageInfoType = new GraphQLObjectType({
  name: 'PageInfo',
  fields: {
    hasNextPage: { type: new GraphQLNonNull(GraphQLBoolean) },
    hasPreviousPage: { type: new GraphQLNonNull(GraphQLBoolean) },
    startCursor: { type: GraphQLString },
    endCursor: { type: GraphQLString },
  },
});

const recordType = new GraphQLInterfaceType({
  name: 'Record',
  fields: {
    Id: { type: new GraphQLNonNull(GraphQLID) },
    ApiName: { type: new GraphQLNonNull(GraphQLString) },
  },
});

/** A connection type over a node type: edges, cursors, counts. */
export function connectionType(name: string, node: () => GraphQLOutputType): GraphQLObjectType {
  const edge = new GraphQLObjectType({
    name: `${name}Edge`,
    fields: () => ({ node: { type: node() }, cursor: { type: new GraphQLNonNull(GraphQLString) } }),
  });
  return new GraphQLObjectType({
    name: `${name}Connection`,
    fields: {
      edges: { type: new GraphQLList(edge) },
      pageInfo: { type: new GraphQLNonNull(pageInfoType) },
      totalCount: { type: new GraphQLNonNull(GraphQLInt) },
      pageResultCount: { type: new GraphQLNonNull(GraphQLInt) },
    },
  });
}

export interface RecordTypes {
  record(object: string): GraphQLObjectType;
  connection(object: string): GraphQLObjectType;
  /** Arguments of a child relationship. */
  childArguments(object: string): GraphQLFieldConfigArgumentMap;
}

function recordTypes(schema: VisibleSchema, inputs: InputTypes): RecordTypes {
  const records = new Map<string, GraphQLObjectType>();
  const connections = new Map<string, GraphQLObjectType>();
  const types: RecordTypes = {
    record: (name) => memo(records, name, () => build(name)),
    connection: (name) =>
      memo(connections, name, () => connectionType(name, () => types.record(name))),
    childArguments: (name) => pagedArguments(name, inputs),
  };
  const build = (name: string): GraphQLObjectType =>
    new GraphQLObjectType({
      name,
      interfaces: [recordType],
      fields: () => recordFields(known(schema, name), types),
    });
  return types;
}

function listArguments(object: string, inputs: InputTypes): GraphQLFieldConfigArgumentMap {
  return {
    first: { type: GraphQLInt },
    after: { type: GraphQLString },
    where: { type: inputs.filter(object) },
    orderBy: { type: inputs.orderBy(object) },
  };
}

function pagedArguments(object: string, inputs: InputTypes): GraphQLFieldConfigArgumentMap {
  return { ...listArguments(object, inputs), upperBound: { type: GraphQLInt } };
}

function memo<T>(map: Map<string, T>, key: string, make: () => T): T {
  const value = map.get(key) ?? make();
  map.set(key, value);
  return value;
}

function known(schema: VisibleSchema, name: string): VisibleObject {
  const object = schema.object(name);
  if (!object) throw new TypeError(`${name} is not in the schema`);
  return object;
}

function aggregateType(object: VisibleObject): GraphQLObjectType {
  const name = object.type.name;
  const aggregate = new GraphQLObjectType<AggregateNode>({
    name: `${name}Aggregate`,
    fields: () => {
      const fields: GraphQLFieldConfigMap<AggregateNode, unknown> = {};
      for (const field of object.fields)
        fields[field.name] = {
          type: aggregateFieldType(field),
          resolve: (node): AggregatedField => ({ node, field }),
        };
      return fields;
    },
  });
  const result = new GraphQLObjectType({
    name: `${name}Result`,
    fields: { aggregate: { type: aggregate } },
  });
  return connectionType(`${name}Aggregate`, () => result);
}

/** The schema of one set of rights. Types are made when first needed. */
export function buildSchema(schema: VisibleSchema): GraphQLSchema {
  const inputs = inputTypes(schema);
  const types = recordTypes(schema, inputs);
  const recordQuery = new GraphQLObjectType<unknown, RequestContext>({
    name: 'RecordQuery',
    fields: () =>
      Object.fromEntries(
        schema.objects.map((object) => [object.type.name, queryField(object, types, inputs)]),
      ),
  });
  const recordAggregate = new GraphQLObjectType<unknown, RequestContext>({
    name: 'RecordQueryAggregate',
    fields: () =>
      Object.fromEntries(
        schema.objects.map((object) => [object.type.name, aggregateField(object, inputs)]),
      ),
  });
  const uiapi = new GraphQLObjectType({
    name: 'UIAPI',
    fields: {
      query: { type: new GraphQLNonNull(recordQuery), resolve: () => ({}) },
      aggregate: { type: new GraphQLNonNull(recordAggregate), resolve: () => ({}) },
    },
  });
  return new GraphQLSchema({
    query: new GraphQLObjectType({
      name: 'Query',
      fields: { uiapi: { type: new GraphQLNonNull(uiapi), resolve: () => ({}) } },
    }),
    directives: [...specifiedDirectives, optionalDirective],
    assumeValid: true,
  });
}

function queryField(object: VisibleObject, types: RecordTypes, inputs: InputTypes) {
  return {
    type: types.connection(object.type.name),
    args: { ...pagedArguments(object.type.name, inputs), scope: { type: scope } },
    resolve: (...[, given, context, info]: Resolving) =>
      queryConnection(object, given as QueryArguments, context, info),
  };
}

function aggregateField(object: VisibleObject, inputs: InputTypes) {
  const { name } = object.type;
  return {
    type: aggregateType(object),
    args: {
      ...listArguments(name, inputs),
      scope: { type: scope },
      groupBy: { type: inputs.groupBy(name) },
    },
    resolve: (...[, given, context, info]: Resolving) =>
      aggregateConnection(object, given as AggregateArguments, context, info),
  };
}

type Resolving = Parameters<
  NonNullable<GraphQLFieldConfigMap<unknown, RequestContext>[string]['resolve']>
>;
