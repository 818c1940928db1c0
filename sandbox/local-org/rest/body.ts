import { ApiError } from '../engine/types.ts';

/** One record of a request as columns: `Account: {Commerce_Key__c}` becomes `Account.Commerce_Key__c`. */
export type Cells = ReadonlyMap<string, unknown>;

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

export const unreadable = (message: string): ApiError =>
  new ApiError(400, 'JSON_PARSER_ERROR', message);

const parentCells = (name: string, parent: Readonly<Record<string, unknown>>) => {
  const entries = Object.entries(parent).filter(([key]) => key !== 'attributes');
  const [only] = entries;
  if (!only || entries.length > 1) {
    throw new ApiError(
      400,
      'INVALID_FIELD',
      `A parent in '${name}' is named by exactly one external ID field`,
    );
  }
  return [`${name}.${only[0]}`, only[1]] as const;
};

export const cellsOf = (record: unknown): Cells => {
  if (!isObject(record)) throw unreadable('A record must be a JSON object');
  return new Map(
    Object.entries(record)
      .filter(([name]) => name !== 'attributes')
      .map(([name, value]) => (isObject(value) ? parentCells(name, value) : [name, value])),
  );
};

/** The type that a record of a collection says it has. */
export const typeOf = (record: unknown): string => {
  const attributes = isObject(record) ? record.attributes : undefined;
  const type = isObject(attributes) ? attributes.type : undefined;
  if (typeof type === 'string' && type) return type;
  throw new ApiError(400, 'INVALID_FIELD', 'Each record needs attributes with a type');
};

/** Records with different fields as one table; a field that a record does not name is left alone. */
export const tableOf = (
  records: readonly Cells[],
): { columns: string[]; rows: (readonly unknown[])[] } => {
  const columns = [...new Set(records.flatMap((cells) => [...cells.keys()]))];
  return { columns, rows: records.map((cells) => columns.map((column) => cells.get(column))) };
};

/** The value under a name, whatever its case; Salesforce spells `id` in collections and `Id` in rows. */
export const without = (cells: Cells, name: string): Cells =>
  new Map([...cells].filter(([key]) => key.toLowerCase() !== name.toLowerCase()));

export const valueOf = (cells: Cells, name: string): unknown =>
  [...cells].find(([key]) => key.toLowerCase() === name.toLowerCase())?.[1];

export { isObject };
