import { GraphQLObjectType, GraphQLString, type GraphQLFieldConfigMap } from 'graphql';
import type { Field } from '../engine/types.ts';
import { functions, type AggregateNode } from './aggregate.ts';
import type { RequestContext } from './context.ts';
import { displayValue } from './display.ts';
import { dateFunctions } from './filter-types.ts';
import { scalars } from './scalars.ts';
import { isNumber, kindOf, valueType, type ValueKind } from './value-types.ts';

const long: ValueKind = { name: 'Long', scalar: scalars.Long };
const double: ValueKind = { name: 'Double', scalar: scalars.Double };
const date: ValueKind = { name: 'Date', scalar: scalars.Date };

/** One aggregated field, as its resolvers read it. */
export interface AggregatedField {
  readonly node: AggregateNode;
  readonly field: Field;
}

const types = new Map<string, GraphQLObjectType>();

/** `DoubleAggregate { value avg { value } sum { value } … }`; one type for all schemas. */
export function aggregateFieldType(field: Field): GraphQLObjectType {
  const kind = kindOf(field);
  if (!kind) throw new TypeError(`${field.name} has no GraphQL type`);
  const type = types.get(kind.name) ?? build(kind, field);
  types.set(kind.name, type);
  return type;
}

function build(kind: ValueKind, sample: Field): GraphQLObjectType {
  const fields: GraphQLFieldConfigMap<AggregatedField, RequestContext> = {
    value: { type: kind.scalar, resolve: ({ node, field }) => node.get(field.name) ?? null },
    displayValue: {
      type: GraphQLString,
      resolve: ({ node, field }, _arguments, { session }) =>
        displayValue(node.get(field.name) ?? null, field, session),
    },
  };
  for (const name of Object.keys(functions)) {
    const result = resultKind(name, kind, sample);
    if (result) fields[name] = measure(name, result);
  }
  if (sample.type === 'date' || sample.type === 'datetime')
    for (const name of Object.values(dateFunctions))
      fields[name] = measure(name, name === 'dayOnly' ? date : long);
  return new GraphQLObjectType({ name: `${kind.name}Aggregate`, fields });
}

function measure(name: string, kind: ValueKind) {
  return {
    type: valueType(kind),
    resolve: ({ node, field }: AggregatedField) => {
      const value = node.get(`${field.name}.${name}`) ?? null;
      return { value, displayValue: null };
    },
  };
}

/** https://developer.salesforce.com/docs/platform/graphql/guide/aggregate-support.html */
function resultKind(name: string, kind: ValueKind, field: Field): ValueKind | undefined {
  if (name === 'count' || name === 'countDistinct') return long;
  if (name === 'avg' || name === 'sum') return isNumber(field) ? double : undefined;
  return field.type === 'boolean' ? undefined : kind;
}
