import type { CustomerValue, Model } from '../model/index.ts';
import type { Row, SalesforceRecord } from '../salesforce/record.ts';

/** What of a store's settings changes what is written. */
export interface MappingSettings {
  /** Gives each customer of the shop an Account and a Contact of its own. */
  readonly createContacts: boolean;
}

/** Everything that has a table: what sources give, and what is worked out from it. */
export interface Mappable extends Model {
  value: CustomerValue;
}
export type MappableName = keyof Mappable;

type Cell = string | number | boolean | null | undefined;

/** One Salesforce object's table of fields: what is read stands on the right, where it goes on the left. */
export interface Mapping<Name extends MappableName, Item> {
  readonly model: Name;
  readonly object: string;
  /** The external id field: its cell is the row's key. */
  readonly key: string;
  /** The rows that one record becomes; none where the object does not apply. */
  rows(record: Mappable[Name], settings: MappingSettings): readonly Item[];
  /** undefined leaves the field alone, null clears it. */
  readonly fields: Readonly<Record<string, (item: Item, settings: MappingSettings) => Cell>>;
}

export interface Mapped<Name extends MappableName> {
  readonly model: Name;
  readonly object: string;
  readonly key: string;
  readonly fieldNames: readonly string[];
  toRows(record: Mappable[Name], settings: MappingSettings): Row[];
  /** The table as text: when it changes, what was written by it is out of date. */
  readonly source: string;
}

export function defineMapping<Name extends MappableName, Item>(
  mapping: Mapping<Name, Item>,
): Mapped<Name> {
  const { model, object, key, fields } = mapping;
  const columns = Object.entries(fields);
  return {
    model,
    object,
    key,
    fieldNames: Object.keys(fields),
    toRows: (record, settings) =>
      mapping.rows(record, settings).map((item) => {
        const record = cellsOf(columns, item, settings);
        return { object, externalId: String(record[key]), fields: record };
      }),
    source: [object, mapping.rows, ...columns.flat()].join('\n'),
  };
}

function cellsOf<Item>(
  columns: readonly [string, (item: Item, settings: MappingSettings) => Cell][],
  item: Item,
  settings: MappingSettings,
): SalesforceRecord {
  const record: Record<string, string | number | boolean | null> = {};
  for (const [name, read] of columns) {
    const cell = read(item, settings);
    if (cell !== undefined) record[name] = cell;
  }
  return record;
}
