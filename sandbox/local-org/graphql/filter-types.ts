import {
  GraphQLBoolean,
  GraphQLEnumType,
  GraphQLID,
  GraphQLInputObjectType,
  GraphQLInt,
  GraphQLList,
  GraphQLNonNull,
  GraphQLString,
  type GraphQLInputFieldConfigMap,
  type GraphQLInputType,
} from 'graphql';
import { scalars } from './scalars.ts';
import type { ValueKind } from './value-types.ts';

const dateLiterals = [
  ...['YESTERDAY', 'TODAY', 'TOMORROW', 'LAST_90_DAYS', 'NEXT_90_DAYS'],
  ...['LAST', 'THIS', 'NEXT'].flatMap((which) =>
    ['WEEK', 'MONTH', 'QUARTER', 'YEAR', 'FISCAL_QUARTER', 'FISCAL_YEAR'].map(
      (unit) => `${which}_${unit}`,
    ),
  ),
];
const dateRanges = ['days', 'weeks', 'months', 'quarters', 'years'].flatMap((unit) => [
  `last_n_${unit}`,
  `next_n_${unit}`,
  `n_${unit}_ago`,
]);

const dateLiteral = new GraphQLEnumType({
  name: 'DateLiteral',
  values: Object.fromEntries(dateLiterals.map((name) => [name, { value: name }])),
});
const dateRange = new GraphQLInputObjectType({
  name: 'DateRange',
  fields: Object.fromEntries(dateRanges.map((name) => [name, { type: GraphQLInt }])),
});

/** `{value: "2026-01-31"}`, `{literal: TODAY}` or `{range: {last_n_days: 5}}`. */
function dateInput(name: 'Date' | 'DateTime'): GraphQLInputObjectType {
  return new GraphQLInputObjectType({
    name: `${name}Input`,
    fields: {
      value: { type: scalars[name] },
      literal: { type: dateLiteral },
      range: { type: dateRange },
    },
  });
}

const dateInputs: Record<string, GraphQLInputType> = {
  Date: dateInput('Date'),
  DateTime: dateInput('DateTime'),
};

const likable = ['String', 'TextArea', 'Email', 'PhoneNumber', 'Url', 'Picklist'];

/** Operators of a field of this kind; ids can also be looked for in another query (`inq`). */
export function operatorsType(
  kind: ValueKind,
  joinInput: GraphQLInputObjectType,
): GraphQLInputObjectType {
  const operand = dateInputs[kind.name] ?? kind.scalar;
  const names = kind.name === 'Boolean' ? ['eq', 'ne'] : ['eq', 'ne', 'lt', 'gt', 'lte', 'gte'];
  const fields: GraphQLInputFieldConfigMap = {};
  for (const name of names) fields[name] = { type: operand };
  if (kind.name === 'Boolean')
    return new GraphQLInputObjectType({ name: 'BooleanOperators', fields });
  fields['in'] = { type: new GraphQLList(operand) };
  fields['nin'] = { type: new GraphQLList(operand) };
  if (likable.includes(kind.name)) fields['like'] = { type: kind.scalar };
  if (kind.scalar === GraphQLID) {
    fields['inq'] = { type: joinInput };
    fields['ninq'] = { type: joinInput };
  }
  return new GraphQLInputObjectType({ name: `${kind.name}Operators`, fields });
}

const order = new GraphQLEnumType({ name: 'ResultOrder', values: { ASC: {}, DESC: {} } });
const nulls = new GraphQLEnumType({ name: 'NullOrder', values: { FIRST: {}, LAST: {} } });

export const orderByClause = new GraphQLInputObjectType({
  name: 'OrderByClause',
  fields: { order: { type: order }, nulls: { type: nulls } },
});

export const groupByClause = new GraphQLInputObjectType({
  name: 'GroupByClause',
  fields: { group: { type: GraphQLBoolean } },
});

export const dateFunctions = {
  CALENDAR_YEAR: 'calendarYear',
  CALENDAR_QUARTER: 'calendarQuarter',
  CALENDAR_MONTH: 'calendarMonth',
  DAY_IN_MONTH: 'dayInMonth',
  DAY_ONLY: 'dayOnly',
  HOUR_IN_DAY: 'hourInDay',
} as const;

const groupByFunction = new GraphQLEnumType({
  name: 'GroupByFunction',
  values: Object.fromEntries(Object.keys(dateFunctions).map((name) => [name, { value: name }])),
});

export const groupByDateClause = new GraphQLInputObjectType({
  name: 'GroupByDateFunction',
  fields: { group: { type: GraphQLBoolean }, function: { type: groupByFunction } },
});

export const groupByType = new GraphQLEnumType({
  name: 'GroupByType',
  values: { GROUP_BY: {}, ROLLUP: {}, CUBE: {} },
});

export const scope = new GraphQLEnumType({
  name: 'SupportedScopes',
  values: { EVERYTHING: {}, MINE: {} },
});

export const apiNameField = { type: new GraphQLNonNull(GraphQLString) };
