import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { bulkContract } from './bulk-contract.ts';
import { isProduction, openOrg, type OrgUnderTest } from './org.ts';
import { panelQueries } from './panels.ts';
import { lines, orders, Records, store, type Result } from './records.ts';

const outcomes = (results: readonly Result[]) =>
  results.map(({ created, errors, success }) => (success ? created : errors[0]?.statusCode));

/** What the middleware and the panels rely on. Each test writes records of its own; all are deleted in the end. */
describe('an org with the package', () => {
  let org: OrgUnderTest;
  let records: Records;

  before(async () => {
    org = await openOrg(process.env);
    records = new Records(org.connection);
    await records.query(`SELECT Id FROM ${orders} LIMIT 1`);
  });

  after(async () => {
    // What could not be opened has nothing to be cleaned.
    if (!org) return;
    const left = records ? await records.cleanUp() : [];
    await org.close();
    assert.deepEqual(left, [], `records of ${records?.prefix} are left in ${org.name}`);
  });

  it('is no production org unless it is told so', () => {
    const organization = { Name: 'Acme', IsSandbox: false, TrialExpirationDate: null };
    assert.equal(isProduction(organization), true);
    assert.equal(isProduction({ ...organization, IsSandbox: true }), false);
    const TrialExpirationDate = '2026-01-31T00:00:00.000+0000';
    assert.equal(isProduction({ ...organization, TrialExpirationDate }), false);
  });

  describe('collections and composite requests', () => {
    it('create by external id, then update, in order', async () => {
      const shop = (name: string, Name: string) => ({ External_Id__c: records.key(name), Name });
      const first = await records.upsert(store, [shop('s1', 'One'), shop('s2', 'Two')]);
      const again = await records.upsert(store, [shop('s3', 'Three'), shop('s1', 'One more')]);
      assert.deepEqual(
        [outcomes(first), outcomes(again)],
        [
          [true, true],
          [true, false],
        ],
      );
      assert.equal(again[1]?.id, first[0]?.id);
      const [row] = await records.query(`SELECT Name FROM ${store} WHERE ${records.where('s1')}`);
      assert.equal(row?.Name, 'One more');
    });

    it('refuse one record without the others', async () => {
      const results = await records.upsert(orders, [
        records.order('c1'),
        records.order('c2', { Item_Summary__c: 'x'.repeat(256) }),
        records.order('c3', { Status__c: 'no such status' }),
        records.order('c4'),
      ]);
      assert.deepEqual(outcomes(results), [
        true,
        'STRING_TOO_LONG',
        'INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST',
        true,
      ]);
    });

    it('refuse both of a key that is given twice', async () => {
      const results = await records.upsert(orders, [
        records.order('t1'),
        records.order('t1'),
        records.order('t2'),
      ]);
      assert.deepEqual(outcomes(results), ['DUPLICATE_VALUE', 'DUPLICATE_VALUE', true]);
    });

    it('take all back where one fails and all or none is asked for', async () => {
      const bad = records.order('n2', { Currency__c: 'too long' });
      const results = await records.upsert(orders, [records.order('n1'), bad], true);
      assert.ok(results.every(({ success }) => !success));
      assert.deepEqual(
        await records.query(`SELECT Id FROM ${orders} WHERE ${records.where('n1')}`),
        [],
      );
    });

    it('let subrequests refer to those before', async () => {
      const base = `/services/data/v${org.connection.apiVersion}`;
      const { compositeResponse } = await records.send<{
        compositeResponse: { httpStatusCode: number; body: Record<string, unknown> }[];
      }>('POST', 'composite', {
        allOrNone: true,
        compositeRequest: [
          {
            method: 'POST',
            url: `${base}/sobjects/Account`,
            referenceId: 'account',
            body: { Name: records.key('composite') },
          },
          {
            method: 'PATCH',
            url: `${base}/sobjects/${orders}/External_Id__c/${records.key('p1')}`,
            referenceId: 'order',
            body: { Name: '#p1', Account__c: '@{account.id}' },
          },
          {
            method: 'GET',
            url: `${base}/sobjects/${orders}/@{order.id}?fields=Account__c`,
            referenceId: 'read',
          },
        ],
      });
      const [account, saved, read] = compositeResponse;
      assert.deepEqual([account?.httpStatusCode, saved?.httpStatusCode], [201, 201]);
      assert.equal(read?.body.Account__c, account?.body.id);
    });

    it('keep decimals beyond the scale, and clear by null', async () => {
      const results = await records.upsert(orders, [records.order('d1', { Total__c: 12.345678 })]);
      assert.deepEqual(outcomes(results), [true]);
      const read = `SELECT Total__c FROM ${orders} WHERE ${records.where('d1')}`;
      assert.equal((await records.query(read))[0]?.Total__c, 12.345678);
      await records.upsert(orders, [records.order('d1', { Total__c: null })]);
      assert.equal((await records.query(read))[0]?.Total__c, null);
    });
  });

  describe('lines of orders', () => {
    it('follow their order by its external id, and move to another one', async () => {
      await records.upsert(orders, [records.order('m1'), records.order('m2')]);
      const parent = async () =>
        (
          await records.query<{ Order__r: { Name: string } }>(
            `SELECT Order__r.Name FROM ${lines} WHERE ${records.where('ml')}`,
          )
        )[0]?.Order__r.Name;
      assert.deepEqual(outcomes(await records.upsert(lines, [records.line('ml', 'm1')])), [true]);
      assert.equal(await parent(), '#m1');
      assert.deepEqual(outcomes(await records.upsert(lines, [records.line('ml', 'm1')])), [false]);
      assert.deepEqual(outcomes(await records.upsert(lines, [records.line('ml', 'm2')])), [false]);
      assert.equal(await parent(), '#m2');
    });

    it('are refused without an order, and go with theirs', async () => {
      const [lost] = await records.upsert(lines, [records.line('l0', 'nowhere')]);
      assert.equal(lost?.success, false);
      assert.match(lost?.errors[0]?.message ?? '', /nowhere/);
      const [saved] = await records.upsert(orders, [records.order('g1')]);
      await records.upsert(lines, [records.line('gl', 'g1')]);
      await org.connection.request('DELETE', `sobjects/${orders}/${saved?.id ?? ''}`);
      assert.deepEqual(
        await records.query(`SELECT Id FROM ${lines} WHERE ${records.where('gl')}`),
        [],
      );
    });
  });

  describe('Bulk API 2.0', () => bulkContract(() => ({ org, records })));

  describe('SOQL', () => {
    it('knows parents, children and groups; text without case; nulls first', async () => {
      await records.upsert(orders, [
        records.order('o1', { Currency__c: 'EUR', Total__c: 1.5, Email__c: 'A@example.com' }),
        records.order('o2', { Currency__c: 'EUR', Total__c: 2 }),
      ]);
      await records.upsert(lines, [records.line('ol', 'o1')]);
      const own = `External_Id__c LIKE '${records.key('o')}%'`;
      const [first, second] = await records.query<{
        Name: string;
        Lines__r: { records: { Name: string }[] } | null;
      }>(`SELECT Name, (SELECT Name FROM Lines__r) FROM ${orders} WHERE ${own} ORDER BY Name`);
      assert.deepEqual([first?.Lines__r?.records[0]?.Name, second?.Lines__r], ['Line ol', null]);
      const [sum] = await records.query(
        `SELECT Currency__c, SUM(Total__c) total FROM ${orders} WHERE ${own} GROUP BY Currency__c`,
      );
      assert.deepEqual([sum?.Currency__c, sum?.total], ['EUR', 3.5]);
      const byMail = `SELECT Name FROM ${orders} WHERE ${own} AND Email__c = 'a@EXAMPLE.com'`;
      assert.equal((await records.query(byMail)).length, 1);
      const sorted = await records.query(
        `SELECT Name FROM ${orders} WHERE ${own} ORDER BY Email__c DESC`,
      );
      assert.deepEqual(
        sorted.map(({ Name }) => Name),
        ['#o2', '#o1'],
      );
    });
  });

  describe("the panels' GraphQL", () => {
    const ask = (query: string, variables: object) =>
      records.send<{
        data: { uiapi: { query: Record<string, unknown> } } | null;
        errors: unknown[];
      }>('POST', 'graphql', { query, variables });

    it('is answered, each document as it stands in its panel', async () => {
      const queries = panelQueries();
      assert.ok(queries.size >= 9, [...queries.keys()].join(', '));
      for (const [name, query] of queries) {
        const { errors } = await ask(query, { size: 5 });
        assert.deepEqual(errors ?? [], [], `${name}: ${JSON.stringify(errors)}`);
      }
    });

    it("finds an Account's orders, the latest first", async () => {
      const [account] = await records.insert('Account', [{ Name: records.key('panel') }]);
      const Account__c = account?.id;
      await records.upsert(orders, [
        records.order('a1', {
          Account__c,
          Placed_At__c: '2026-01-31T08:26:00Z',
          Status__c: 'shipped',
        }),
        records.order('a2', { Account__c, Placed_At__c: '2026-02-28T08:26:00Z' }),
      ]);
      const variables = { size: 5, where: { Account__c: { eq: Account__c } } };
      const { data } = await ask(panelQueries().get('commerceOrders') ?? '', variables);
      const { edges } = data?.uiapi.query[orders] as {
        edges: { node: { Name: { value: string }; Status__c: { value: string | null } } }[];
      };
      assert.deepEqual(
        edges.map(({ node }) => [node.Name.value, node.Status__c.value]),
        [
          ['#a2', null],
          ['#a1', 'shipped'],
        ],
      );
    });
  });

  describe('merging', () => {
    it("moves an Account's orders to the one that stays", async () => {
      const results = await records.insert('Account', [
        { Name: records.key('kept') },
        { Name: records.key('merged') },
      ]);
      const [kept = '', merged = ''] = results.map(({ id }) => id ?? '');
      await records.upsert(orders, [records.order('merge', { Account__c: merged })]);
      // What jsforce's schema lacks: lists that may hold one.
      await org.jsforce.soap.merge({
        masterRecord: { type: 'Account', Id: kept },
        recordToMergeIds: [merged],
      } as never);
      const [moved] = await records.query(
        `SELECT Account__c FROM ${orders} WHERE ${records.where('merge')}`,
      );
      assert.equal(moved?.Account__c, kept);
      const { records: gone } = await org.jsforce.query(
        `SELECT MasterRecordId FROM Account WHERE Id = '${merged}'`,
        { scanAll: true },
      );
      assert.equal(gone[0]?.['MasterRecordId'], kept);
    });
  });
});
