import { Failure } from '../common/errors.ts';
import type { SalesforceConnection } from './connection.ts';
import type { RowFailure } from './record.ts';
import { blamesSetup } from './verdict.ts';

/** Every row refused for the same lack of rights is no fault of the rows. */
export function refuseMissingRights(
  connection: SalesforceConnection,
  failed: ReadonlyMap<unknown, RowFailure>,
  sent: { readonly object: string; readonly rows: number },
): void {
  if (sent.rows < 2 || failed.size < sent.rows) return;
  const failures = [...failed.values()];
  const { code, message, fields } = failures[0]!;
  if (!failures.every(blamesSetup)) return;
  const named = fields.length > 0 ? ` (${fields.join(', ')})` : '';
  throw setupFailure(
    connection,
    sent.object,
    `all ${sent.rows} rows were refused: ${code}: ${message}${named}`,
  );
}

export function setupFailure(
  connection: SalesforceConnection,
  object: string,
  what: string,
): Failure {
  return new Failure(`Salesforce (${connection.instanceUrl}), object ${object}: ${what}`, {
    kind: 'config',
    action:
      'Deploy the Orderlens package of this version (npm run deploy) and assign the permission set Commerce_Integration to the integration user, then run again: nothing is lost.',
  });
}
