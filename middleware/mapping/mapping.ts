import type { CustomerValue, Link, Model } from '../model/index.ts';
import type { Row, SalesforceRecord } from '../salesforce/record.ts';
import type { HistoryWindow } from './history.ts';

/** What of a store's settings changes what is written. */
export interface MappingSettings {
  /** Gives each customer of the shop an Account and a Contact of its own. */
  readonly createContacts: boolean;
  /** Makes a product of Salesforce of each variant. */
  readonly createProducts?: boolean | undefined;
  readonly history?: HistoryWindow | undefined;
}

/**
 * - `root`: stands for the aggregate, and is marked when the shop no longer has it.
 * - `part`: hangs on it, and is marked when the shop no longer has the part.
 * - `beside`: made along with it, and never marked.
 */
export type Kind = 'root' | 'part' | 'beside';

/** How a record says that the shop no longer has it. */
const removed: SalesforceRecord = { Removed__c: true };

/** What a row depends on besides its record. */
export interface MappingContext extends MappingSettings {
  /** Of the record's customer. */
  readonly link: Link;
}

/** Everything that has a table: what sources give, and what is worked out from it. */
export interface Mappable extends Model {
  value: CustomerValue;
}
export type MappableName = keyof Mappable;

export type Cell = string | number | boolean | null | undefined;

/** One Salesforce object's table of fields: what is read stands on the right, where it goes on the left. */
export interface Mapping<Name extends MappableName, Item> {
  readonly model: Name;
  readonly object: string;
  /** The external id field: its cell is the row's key. */
  readonly key: string;
  /** Default: beside. */
  readonly kind?: Kind;
  /** What marks a record that the shop no longer has; default: `Removed__c`. */
  readonly gone?: SalesforceRecord;
  /** The rows that one record becomes; none where the object does not apply. */
  rows(record: Mappable[Name], context: MappingContext): readonly Item[];
  /** undefined leaves the field alone, null clears it. */
  readonly fields: Readonly<Record<string, (item: Item, context: MappingContext) => Cell>>;
}

export interface Mapped<Name extends MappableName> {
  readonly model: Name;
  readonly object: string;
  readonly key: string;
  readonly kind: Kind;
  readonly gone: SalesforceRecord;
  readonly fieldNames: readonly string[];
  toRows(record: Mappable[Name], context: MappingContext): Row[];
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
    kind: mapping.kind ?? 'beside',
    gone: mapping.gone ?? removed,
    fieldNames: Object.keys(fields),
    toRows: (record, context) =>
      mapping.rows(record, context).map((item) => {
        const record = cellsOf(columns, item, context);
        return { object, externalId: String(record[key]), fields: record };
      }),
    source: [object, mapping.rows, ...columns.flat()].join('\n'),
  };
}

function cellsOf<Item>(
  columns: readonly [string, (item: Item, context: MappingContext) => Cell][],
  item: Item,
  context: MappingContext,
): SalesforceRecord {
  const record: Record<string, string | number | boolean | null> = {};
  for (const [name, read] of columns) {
    const cell = read(item, context);
    if (cell !== undefined) record[name] = cell;
  }
  return record;
}
