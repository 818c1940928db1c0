import type { Row, RowFailure, SalesforceRecord } from '../salesforce/record.ts';

/** Why Salesforce did not take an aggregate, for a person. */
export function reasonOf(errors: readonly RowFailure[]): string {
  const [first] = errors;
  if (!first) return 'Salesforce gave no reason.';
  const { object, externalId, code, message, fields } = first;
  const more = errors.length > 1 ? ` (and ${errors.length - 1} more)` : '';
  const where = fields.length > 0 ? ` [${fields.join(', ')}]` : '';
  return `${object} ${externalId}: ${code}: ${message}${where}${more}`;
}

/** What was sent of the row that was refused first, where it is still known. */
export function refusedRow(
  [first]: readonly RowFailure[],
  sent: readonly Row[] | undefined,
): SalesforceRecord | null {
  const row = sent?.find(
    ({ object, externalId }) => object === first?.object && externalId === first.externalId,
  );
  return row?.fields ?? null;
}
