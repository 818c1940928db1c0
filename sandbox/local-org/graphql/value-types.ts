import {
  GraphQLBoolean,
  GraphQLID,
  GraphQLInt,
  GraphQLInterfaceType,
  GraphQLObjectType,
  GraphQLString,
  type GraphQLScalarType,
} from 'graphql';
import type { Field, FieldType, Session } from '../engine/types.ts';
import { displayValue, plainValue } from './display.ts';
import { scalars } from './scalars.ts';

/** What Salesforce calls a field's type in GraphQL: `StringValue`, `StringOperators`, `StringAggregate`. */
export interface ValueKind {
  readonly name: string;
  readonly scalar: GraphQLScalarType;
}

const string: ValueKind = { name: 'String', scalar: GraphQLString };

const kinds: Record<Exclude<FieldType, 'address'>, ValueKind> = {
  id: { name: 'ID', scalar: GraphQLID },
  reference: { name: 'ID', scalar: GraphQLID },
  string,
  textarea: { name: 'TextArea', scalar: scalars.TextArea },
  email: { name: 'Email', scalar: scalars.EmailAddress },
  phone: { name: 'PhoneNumber', scalar: scalars.PhoneNumber },
  url: { name: 'Url', scalar: scalars.Url },
  picklist: { name: 'Picklist', scalar: scalars.Picklist },
  multipicklist: { name: 'MultiPicklist', scalar: scalars.MultiPicklist },
  boolean: { name: 'Boolean', scalar: GraphQLBoolean },
  int: { name: 'Int', scalar: GraphQLInt },
  double: { name: 'Double', scalar: scalars.Double },
  currency: { name: 'Currency', scalar: scalars.Currency },
  percent: { name: 'Percent', scalar: scalars.Percent },
  date: { name: 'Date', scalar: scalars.Date },
  datetime: { name: 'DateTime', scalar: scalars.DateTime },
};

/** undefined for what GraphQL does not show here: compound addresses. */
export function kindOf(field: Field): ValueKind | undefined {
  return field.type === 'address' ? undefined : kinds[field.type];
}

export function isNumber(field: Field): boolean {
  return ['int', 'double', 'currency', 'percent'].includes(field.type);
}

/** A field's value as resolvers hand it on; `displayValue` is worked out only when asked for. */
export class FieldValue {
  readonly value: unknown;
  private readonly field: Field;

  constructor(raw: unknown, field: Field) {
    this.value = plainValue(raw, field);
    this.field = field;
  }

  /** Called by the query's engine, with the request. */
  displayValue(_arguments: unknown, { session }: { readonly session: Session }): string | null {
    return displayValue(this.value, this.field, session);
  }

  /** Picklists only. */
  get label(): string | null {
    return this.field.picklistValues.find(({ value }) => value === this.value)?.label ?? null;
  }
}

const fieldValue = new GraphQLInterfaceType({
  name: 'FieldValue',
  fields: { displayValue: { type: GraphQLString } },
});

const outputs = new Map<string, GraphQLObjectType>();

/** `StringValue { value displayValue }`; one type for all schemas. */
export function valueType(kind: ValueKind): GraphQLObjectType {
  const known = outputs.get(kind.name);
  if (known) return known;
  const type = new GraphQLObjectType({
    name: `${kind.name}Value`,
    interfaces: [fieldValue],
    fields: {
      value: { type: kind.scalar },
      displayValue: { type: GraphQLString },
      ...(kind.name === 'Picklist' ? { label: { type: GraphQLString } } : {}),
    },
  });
  outputs.set(kind.name, type);
  return type;
}
