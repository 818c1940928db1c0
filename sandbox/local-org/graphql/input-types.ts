import {
  GraphQLInputObjectType,
  GraphQLList,
  type GraphQLInputFieldConfigMap,
  type GraphQLInputType,
} from 'graphql';
import type { Field } from '../engine/types.ts';
import {
  apiNameField,
  groupByClause,
  groupByDateClause,
  groupByType,
  operatorsType,
  orderByClause,
} from './filter-types.ts';
import type { VisibleObject, VisibleSchema } from './model.ts';
import { kindOf } from './value-types.ts';

/** The argument types of each object: `Account_Filter`, `Account_OrderBy`, `Account_GroupBy`. */
export interface InputTypes {
  filter(object: string): GraphQLInputObjectType;
  orderBy(object: string): GraphQLInputObjectType;
  groupBy(object: string): GraphQLInputObjectType;
}

export function inputTypes(schema: VisibleSchema): InputTypes {
  const operators = operatorTypes(schema, (object) => filter(object));
  const filter = perObject('Filter', schema, operators, (self) => ({
    and: { type: new GraphQLList(self) },
    or: { type: new GraphQLList(self) },
    not: { type: self },
  }));
  const orderBy = perObject('OrderBy', schema, () => orderByClause);
  const groupBy = perObject(
    'GroupBy',
    schema,
    (field) => (['date', 'datetime'].includes(field.type) ? groupByDateClause : groupByClause),
    () => ({ type: { type: groupByType } }),
  );
  return { filter, orderBy, groupBy };
}

function operatorTypes(
  schema: VisibleSchema,
  filter: (object: string) => GraphQLInputObjectType,
): (field: Field) => GraphQLInputType {
  const join = new GraphQLInputObjectType({
    name: 'JoinInput',
    fields: () => ({
      ...Object.fromEntries(
        schema.objects.map(({ type }) => [type.name, { type: filter(type.name) }]),
      ),
      ApiName: apiNameField,
    }),
  });
  const types = new Map<string, GraphQLInputObjectType>();
  return (field) => {
    const kind = kindOf(field);
    if (!kind) throw new TypeError(`${field.name} has no GraphQL type`);
    const type = types.get(kind.name) ?? operatorsType(kind, join);
    types.set(kind.name, type);
    return type;
  };
}

/** One input type an object, with a field for each of its fields and for each parent. */
function perObject(
  suffix: string,
  schema: VisibleSchema,
  fieldType: (field: Field) => GraphQLInputType,
  more: (self: GraphQLInputObjectType) => GraphQLInputFieldConfigMap = () => ({}),
): (object: string) => GraphQLInputObjectType {
  const types = new Map<string, GraphQLInputObjectType>();
  const build = (object: VisibleObject): GraphQLInputObjectType => {
    const self: GraphQLInputObjectType = new GraphQLInputObjectType({
      name: `${object.type.name}_${suffix}`,
      fields: () => {
        const fields = more(self);
        for (const field of object.fields) fields[field.name] = { type: fieldType(field) };
        for (const [name, parent] of object.parents) fields[name] = { type: get(parent.object) };
        return fields;
      },
    });
    return self;
  };
  const get = (name: string): GraphQLInputObjectType => {
    const object = schema.object(name);
    if (!object) throw new TypeError(`${name} is not in the schema`);
    const type = types.get(name) ?? build(object);
    types.set(name, type);
    return type;
  };
  return get;
}
