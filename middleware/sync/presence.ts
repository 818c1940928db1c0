import { externalIdFields, rootOf, type MappedModel } from '../mapping/index.ts';
import type { SalesforceConnection } from '../salesforce/connection.ts';
import { query } from '../salesforce/query.ts';
import { isOneOf, queryable } from './soql.ts';

/** Which records Salesforce has, asked of Salesforce itself. */
export interface Presence {
  /** Those of these external ids that are there and not marked as removed. Throws Failure. */
  among(
    model: MappedModel,
    externalIds: readonly string[],
    signal: AbortSignal,
  ): Promise<ReadonlySet<string>>;
}

export function openPresence(connection: SalesforceConnection): Presence {
  return {
    among: async (model, externalIds, signal) => {
      const found = new Set<string>();
      const object = rootOf(model)?.object;
      if (object === undefined) return found;
      const field = externalIdFields[object]!;
      for (const some of queryable(externalIds, (id) => id)) {
        const where = `${isOneOf(field, some)} AND Removed__c = false`;
        const soql = `SELECT ${field} FROM ${object} WHERE ${where}`;
        for (const row of await query<Record<string, string>>(connection, soql, { signal }))
          found.add(row[field]!);
      }
      return found;
    },
  };
}
