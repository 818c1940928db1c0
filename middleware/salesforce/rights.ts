import { Failure } from '../common/errors.ts';
import type { SalesforceConnection } from './connection.ts';

interface Describe {
  readonly createable: boolean;
  readonly updateable: boolean;
  readonly fields: readonly {
    readonly name: string;
    readonly relationshipName: string | null;
    readonly createable: boolean;
    readonly updateable: boolean;
  }[];
}

/**
 * What of the named fields (`Order__r.External_Id__c` stands for its look-up) the calling user cannot write, a
 * sentence each; empty when all is well. Asks describe, which shows only what the user may see:
 * https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/resources_sobject_describe.htm
 */
export async function missingRights(
  connection: SalesforceConnection,
  fields: Readonly<Record<string, readonly string[]>>,
  signal?: AbortSignal,
): Promise<string[]> {
  const missing: string[] = [];
  for (const [object, names] of Object.entries(fields)) {
    const described = await describe(connection, object, signal);
    if (!described?.createable) missing.push(`${object} cannot be seen or created`);
    else missing.push(...names.flatMap((name) => lacking(object, name, described)));
  }
  return missing;
}

async function describe(
  connection: SalesforceConnection,
  object: string,
  signal?: AbortSignal,
): Promise<Describe | null> {
  try {
    return await connection.request<Describe>('GET', `sobjects/${object}/describe`, { signal });
  } catch (error) {
    // An object the user may not see is answered as one that is not there.
    if (error instanceof Failure && !error.retryable && error.kind !== 'auth') return null;
    throw error;
  }
}

function lacking(object: string, name: string, { fields }: Describe): string[] {
  const [parent, rest] = name.split('.');
  const field = fields.find((one) =>
    rest === undefined ? one.name === name : one.relationshipName === parent,
  );
  return field?.createable ? [] : [`${object}.${name} cannot be written`];
}
