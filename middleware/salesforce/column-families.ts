import type { Row } from './record.ts';

/** Of one CSV file. */
export type Columns = readonly string[];

/**
 * Widens the family of files that can take these columns, or begins a new one; gives its position. What Salesforce makes
 * of a file that names one look-up twice, as `Contact__c` and as `Contact__r.Commerce_Key__c`, is not documented, even
 * where each row fills only one of them. So such rows go into files side by side.
 */
export function familyFor(families: Columns[], names: Columns): number {
  const found = families.findIndex((columns) => fits(columns, names));
  const family = found < 0 ? families.length : found;
  families[family] = [...new Set([...(families[family] ?? []), ...names])];
  return family;
}

/** Rows of one object, so that no family names a look-up twice. */
export function byFamily(rows: readonly Row[]): Row[][] {
  const columns: Columns[] = [];
  const families: Row[][] = [];
  for (const row of rows) (families[familyFor(columns, Object.keys(row.fields))] ??= []).push(row);
  return families;
}

function fits(columns: Columns, names: Columns): boolean {
  const byField = new Map(columns.map((name) => [fieldOf(name), name]));
  return names.every((name) => (byField.get(fieldOf(name)) ?? name) === name);
}

/** The field that a column fills: `Contact__c` for `Contact__r.Commerce_Key__c`, `AccountId` for `Account.Commerce_Key__c`. */
function fieldOf(column: string): string {
  const dot = column.indexOf('.');
  if (dot < 0) return column;
  const relation = column.slice(0, dot);
  return relation.endsWith('__r') ? `${relation.slice(0, -1)}c` : `${relation}Id`;
}
