import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Failure } from '../common/errors.ts';
import { upsertTogether } from './composite.ts';
import type { RequestOptions, SalesforceConnection } from './connection.ts';
import { customer } from './testing.ts';

interface Sent {
  readonly compositeRequest: readonly { readonly body: { readonly records: { Name: string }[] } }[];
}

/** An org that refuses a collection as a whole for a name that it does not like. */
function orgThat(refuses: (name: string) => boolean, code = 'JSON_PARSER_ERROR') {
  let calls = 0;
  const request = async (_method: string, _path: string, { body }: RequestOptions<unknown>) => {
    calls += 1;
    const { compositeRequest } = JSON.parse(String(await body!())) as Sent;
    const compositeResponse = compositeRequest.map(({ body: { records } }) =>
      records.some(({ Name }) => refuses(Name))
        ? { httpStatusCode: 400, body: [{ errorCode: code, message: 'Cannot deserialize' }] }
        : { httpStatusCode: 200, body: records.map(() => ({ success: true, errors: [] })) },
    );
    return { compositeResponse };
  };
  const connection = { apiVersion: '66.0', instanceUrl: 'https://org.example', request };
  const upsert = (count: number) => {
    const rows = Array.from({ length: count }, (_, index) => customer(String(index)));
    const one = { object: 'Commerce_Customer__c', externalIdField: 'External_Id__c', rows };
    return upsertTogether(connection as unknown as SalesforceConnection, [one], undefined);
  };
  return { upsert, calls: () => calls };
}

describe('upserts that are refused as a whole', () => {
  it('are cut down to the rows that are to blame', async () => {
    const org = orgThat((name) => /^Customer (7|50)$/.test(name));
    const failed = await org.upsert(200);
    assert.deepEqual(
      [...failed].map(([{ externalId }, { code, message }]) => [externalId, code, message]),
      [
        ['shopify:test:7', 'JSON_PARSER_ERROR', 'Cannot deserialize'],
        ['shopify:test:50', 'JSON_PARSER_ERROR', 'Cannot deserialize'],
      ],
    );
    assert.ok(org.calls() < 20, `${org.calls()} calls`);
  });

  it('blame nobody where every row is refused', async () => {
    const { upsert } = orgThat(() => true);
    await assert.rejects(upsert(4), /refused the upsert of 4 rows of Commerce_Customer__c/);
  });

  it('stop everything where the org is to blame', async () => {
    const org = orgThat((name) => name === 'Customer 1', 'INVALID_FIELD');
    await assert.rejects(org.upsert(4), (error: unknown) => {
      return error instanceof Failure && error.kind === 'config';
    });
    assert.equal(org.calls(), 1);
  });
});
