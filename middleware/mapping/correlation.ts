import type { Aggregate, Row } from '../salesforce/record.ts';

/** On each of our own objects: what wrote it last. Not part of what is compared. */
const field = 'Correlation_Id__c';

/** Objects of the org's own stay as they are. */
const ours = /^Commerce_\w+__c$/;

/** The field, where an object has it. */
export function stampOf(object: string): readonly string[] {
  return ours.test(object) ? [field] : [];
}

/** The same aggregate, each of its rows saying by what it was written. */
export function stamped(aggregate: Aggregate, correlation: string): Aggregate {
  const stamp = (row: Row): Row =>
    ours.test(row.object) ? { ...row, fields: { ...row.fields, [field]: correlation } } : row;
  return { ...aggregate, rows: aggregate.rows.map(stamp) };
}
