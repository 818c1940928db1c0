import { GraphQLScalarType, Kind, type ValueNode } from 'graphql';

/** A scalar whose literals are strings: `Picklist`, `DateTime`, `EmailAddress` … */
function textScalar(
  name: string,
  check: (text: string) => boolean = () => true,
): GraphQLScalarType {
  const accept = (value: unknown): string => {
    if (typeof value === 'string' && check(value)) return value;
    throw new TypeError(`'${String(value)}' is not a valid ${name}`);
  };
  return new GraphQLScalarType({
    name,
    serialize: (value) => value,
    parseValue: accept,
    parseLiteral: (node) => accept(node.kind === Kind.STRING ? node.value : undefined),
  });
}

function numberScalar(name: string): GraphQLScalarType {
  const accept = (value: unknown): number => {
    if (typeof value === 'number' && Number.isFinite(value)) return value;
    throw new TypeError(`'${String(value)}' is not a valid ${name}`);
  };
  const literal = (node: ValueNode): number =>
    accept(node.kind === Kind.INT || node.kind === Kind.FLOAT ? Number(node.value) : undefined);
  return new GraphQLScalarType({
    name,
    serialize: (value) => value,
    parseValue: accept,
    parseLiteral: literal,
  });
}

const isDate = (text: string): boolean =>
  /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(Date.parse(text));
const isDateTime = (text: string): boolean =>
  /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:?\d{2})$/.test(text) &&
  !Number.isNaN(Date.parse(text.replace(/([+-]\d{2})(\d{2})$/, '$1:$2')));

/**
 * Salesforce's scalars, by the name the schema gives them.
 * https://developer.salesforce.com/docs/platform/graphql/guide/filter-fields.html
 */
export const scalars = {
  Currency: numberScalar('Currency'),
  Date: textScalar('Date', isDate),
  DateTime: textScalar('DateTime', isDateTime),
  Double: numberScalar('Double'),
  EmailAddress: textScalar('EmailAddress'),
  Long: numberScalar('Long'),
  MultiPicklist: textScalar('MultiPicklist'),
  Percent: numberScalar('Percent'),
  PhoneNumber: textScalar('PhoneNumber'),
  Picklist: textScalar('Picklist'),
  TextArea: textScalar('TextArea'),
  Url: textScalar('Url'),
};
