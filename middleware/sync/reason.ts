import type { RowFailure } from '../salesforce/record.ts';

/** Why Salesforce did not take an aggregate, for a person. */
export function reasonOf(errors: readonly RowFailure[]): string {
  const [first] = errors;
  if (!first) return 'Salesforce gave no reason.';
  const { object, externalId, code, message, fields } = first;
  const more = errors.length > 1 ? ` (and ${errors.length - 1} more)` : '';
  const where = fields.length > 0 ? ` [${fields.join(', ')}]` : '';
  return `${object} ${externalId}: ${code}: ${message}${where}${more}`;
}
