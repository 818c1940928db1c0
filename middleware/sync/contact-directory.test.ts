import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { startLocalOrg, type LocalOrg } from '../../sandbox/local-org/index.ts';
import type { IdentityKey } from '../identity/index.ts';
import type { SalesforceConnection } from '../salesforce/connection.ts';
import { openSalesforce } from '../salesforce/login.ts';
import { quickIo } from '../salesforce/testing.ts';
import { SoqlContactDirectory } from './contact-directory.ts';
import { queryable } from './soql.ts';

describe('the directory of contacts', () => {
  let org: LocalOrg;
  let connection: SalesforceConnection;
  let urls: string[];
  let emma: string;

  before(async () => {
    org = await startLocalOrg({});
    const { accessToken } = org.users.integration;
    const io = quickIo();
    const watched = async (input: Parameters<typeof fetch>[0], init?: RequestInit) => {
      urls.push(String(input));
      return fetch(input, init);
    };
    urls = [];
    connection = await openSalesforce(
      { instanceUrl: org.url, accessToken },
      { ...io, fetch: watched },
    );
    const account = insert(
      'Account',
      ['Name', 'Commerce_Key__c'],
      [['Clarke', 'shopify:giftshop:1']],
    );
    const columns = ['LastName', 'Email', 'Commerce_Key__c', 'AccountId'];
    [emma = ''] = insert('Contact', columns, [
      ['Clarke', 'Emma@Example.com', 'shopify:giftshop:1', account[0]],
      ["O'Hara", "o'hara@example.com", null, null],
      ['Twin', 'twin@example.com', null, null],
      ['Twin', 'TWIN@example.com', null, null],
    ]);
  });
  after(() => org.close());

  function insert(object: string, columns: string[], rows: unknown[][]): string[] {
    const results = org.org.save(org.org.systemSession(), {
      object,
      operation: 'insert',
      columns,
      rows,
    });
    assert.deepEqual(
      results.flatMap(({ errors }) => errors),
      [],
    );
    return results.map(({ id }) => id!);
  }

  const find = (...keys: IdentityKey[]) => new SoqlContactDirectory(connection).find(keys);

  it('finds by key, by address and by id, and says so of what nobody answers to', async () => {
    const found = await find(
      'key:shopify:giftshop:1',
      'email:emma@example.com',
      `id:${emma}`,
      'email:x@example.com',
    );
    const ids = [...found.values()].map((candidates) =>
      candidates.map(({ contactId }) => contactId),
    );
    assert.deepEqual(ids, [[emma], [emma], [emma], []]);
    const [candidate] = found.get('email:emma@example.com')!;
    assert.equal(candidate?.email, 'emma@example.com');
    assert.equal(candidate.accountKey, 'shopify:giftshop:1');
  });

  it('finds an address with quotes in it, and several who share one', async () => {
    const found = await find(
      "email:o'hara@example.com",
      'email:twin@example.com',
      'email:a\\" OR \'@b',
    );
    assert.deepEqual(
      [...found.values()].map(({ length }) => length),
      [1, 2, 0],
    );
  });

  it('asks nothing that cannot be there', async () => {
    urls = [];
    const found = await find(`email:${'x'.repeat(300)}`, 'email:');
    assert.deepEqual([...found.values()], [[], []]);
    assert.deepEqual(urls, []);
    assert.equal((await find('email:\ud800@example.com')).size, 1);
  });

  it('asks for a thousand customers in a handful of requests, none of them too long', async () => {
    urls = [];
    const keys = Array.from({ length: 1000 }, (_, index): IdentityKey[] => [
      `key:shopify:giftshop:${6_374_927_000_000 + index}`,
      `email:emma.clarke+${index}@example.com`,
    ]);
    const found = await find(...keys.flat());
    assert.equal(found.size, 2000);
    assert.ok(urls.length <= 8, `${urls.length} requests`);
    assert.ok(urls.every((url) => url.length < 15_000));
  });

  it('is not flooded by an address that very many have', async () => {
    insert(
      'Contact',
      ['LastName', 'Email'],
      Array.from({ length: 200 }, () => ['N', 'all@example.com']),
    );
    for (let more = 1; more < 10; more += 1) {
      insert(
        'Contact',
        ['LastName', 'Email'],
        Array.from({ length: 200 }, () => ['N', 'all@example.com']),
      );
    }
    urls = [];
    const found = await find(
      'email:twin@example.com',
      'email:all@example.com',
      'email:emma@example.com',
    );
    assert.equal(found.get('email:emma@example.com')?.length, 1);
    assert.equal(found.get('email:twin@example.com')?.length, 2);
    assert.ok(found.get('email:all@example.com')!.length >= 2);
    assert.ok(urls.length <= 5);
  });
});

it('cuts what is asked so that it fits, and loses nothing', () => {
  const values = Array.from({ length: 500 }, (_, index) => `ä'${index}`.repeat(20));
  const parts = [...queryable(values, (value) => value)];
  assert.deepEqual(parts.flat(), values);
  assert.ok(parts.length > 1);
  for (const part of parts) assert.ok(encodeURIComponent(part.join("','")).length < 13_000);
});
