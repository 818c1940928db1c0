import { quoted, soql } from '../../../platform/org';
import { urlOf } from '../../../platform/navigation';

/** What stands under a column: words, a link to a record, or a day. */
export interface Cell {
  readonly key: string;
  readonly text: string;
  readonly url?: string;
  /** UTC ISO-8601. */
  readonly datetime?: string;
}

export interface Row {
  readonly id: string;
  readonly name: string;
  readonly url: string;
  readonly cells: readonly Cell[];
}

/** The records of one object, to start from. */
export interface List {
  readonly label: string;
  readonly one: string;
  readonly icon: string;
  /** What comes first: `newest first`. */
  readonly order: string;
  /** What a search looks at: `name or e-mail`. */
  readonly searches: string;
  readonly columns: readonly { readonly label: string; readonly isFigure?: boolean }[];
  /** All of them, or those that the words are found in. */
  find(search: string): Promise<Found>;
}

export interface Found {
  /** No more than `most`. */
  readonly ids: readonly string[];
  /** Some of them, in the order of their ids. */
  rows(ids: readonly string[]): Promise<readonly Row[]>;
}

export interface Named {
  readonly Id: string;
  readonly Name: string;
}

/** An org gives as many in one answer: https://developer.salesforce.com/docs/atlas.en-us.salesforce_app_limits_cheatsheet.meta/salesforce_app_limits_cheatsheet/salesforce_app_limits_platform_api.htm */
export const most = 2000;
export const nothing = '–';

const day = new Intl.DateTimeFormat(navigator.language, { dateStyle: 'medium' });
const number = new Intl.NumberFormat(navigator.language);

export const figure = (value: number): string => number.format(value);
export const dayOf = (iso: string): string => day.format(new Date(iso));

export const urlOfRecord = (objectApiName: string, recordId: string): string =>
  urlOf({ type: 'standard__recordPage', attributes: { recordId, objectApiName } });

export const linkTo = (key: string, objectApiName: string, record: Named | null): Cell =>
  record
    ? { key, text: record.Name, url: urlOfRecord(objectApiName, record.Id) }
    : { key, text: nothing };

export async function idsOf(query: string): Promise<string[]> {
  return (await soql<{ Id: string }>(`${query} LIMIT ${most}`)).map(({ Id }) => Id);
}

/** A condition for those where one of the fields holds the words. */
export function holding(search: string, fields: readonly string[]): string {
  const pattern = quoted(`%${search.replace(/[%_]/g, '\\$&')}%`);
  return fields.map((field) => `${field} LIKE ${pattern}`).join(' OR ');
}

/** In the order of the ids, without those that are gone since. */
export async function byId<Record extends { readonly Id: string }>(
  select: string,
  ids: readonly string[],
): Promise<Record[]> {
  if (ids.length === 0) return [];
  const found = await soql<Record>(`${select} WHERE Id IN (${ids.map(quoted).join(',')})`);
  const records = new Map(found.map((record) => [record.Id, record]));
  return ids.flatMap((id) => records.get(id) ?? []);
}

/** A user who may not read orders still sees accounts, contacts and cases. */
export function soqlOrNothing<Record>(query: string): Promise<Record[]> {
  return soql<Record>(query).catch(() => []);
}

/** The first ones first, and each only once. */
export const once = (...lists: readonly (readonly string[])[]): string[] => [
  ...new Set(lists.flat()),
];
