import assert from 'node:assert/strict';
import { after, afterEach, before, beforeEach, describe, it } from 'node:test';
import { startFaultProxy } from '../../sandbox/faults/index.ts';
import type { FaultProxy } from '../../sandbox/faults/index.ts';
import { startLocalOrg } from '../../sandbox/local-org/index.ts';
import type { LocalOrg } from '../../sandbox/local-org/index.ts';
import { Failure } from '../common/errors.ts';
import { createCollectionsWriter } from './collections-writer.ts';
import type { SalesforceConnection } from './connection.ts';
import { openSalesforce } from './login.ts';
import { count, query } from './query.ts';
import type { Aggregate, Row } from './record.ts';
import { aggregate, collect, customer, each, externalIdFields, order, quickIo } from './testing.ts';

const composite = /\/composite$/;
const long = 'x'.repeat(300);

const key = 'External_Id__c';
const keyed = (id: string, field = key, more: Row['fields'] = {}) => {
  const externalId = `shopify:test:${id}`;
  return { externalId, fields: { [field]: externalId, ...more } };
};

describe('the collections writer', () => {
  let org: LocalOrg;
  let proxy: FaultProxy;
  let connection: SalesforceConnection;

  before(async () => {
    org = await startLocalOrg({});
  });

  after(() => org.close());

  beforeEach(async () => {
    proxy = await startFaultProxy({ target: org.url });
    connection = await as('integration');
  });

  afterEach(() => proxy.close());

  const as = (user: 'integration' | 'agent') => {
    const { accessToken } = org.users[user];
    const limits = { timeoutMs: 1500 };
    return openSalesforce({ instanceUrl: proxy.url, accessToken, limits }, quickIo());
  };
  const write = (aggregates: Aggregate[], through = connection) =>
    collect(
      createCollectionsWriter({ connection: through, externalIdFields }).write(each(aggregates)),
    );
  const calls = () => proxy.requests.filter(({ path }) => composite.test(path)).length;
  const linesOf = (id: string) =>
    count(connection, 'Commerce_Order_Line__c', `Order__r.Name = '#${id}'`);

  it('writes parents before children, all objects in one request', async () => {
    const buyer = customer('a');
    const parent = { 'Customer__r.External_Id__c': buyer.externalId };
    const orders = ['a1', 'a2'].map((id) => order(id, 3, parent));
    const { states } = await write([...orders, aggregate('customer:a', [buyer])]);
    assert.deepEqual(new Set(Object.values(states)), new Set(['written']));
    assert.equal(calls(), 1);
    const [line] = await query<{ Order__r: { Customer__r: { Name: string } } }>(
      connection,
      "SELECT Order__r.Customer__r.Name FROM Commerce_Order_Line__c WHERE Order__r.Name = '#a2'",
    );
    assert.equal(line!.Order__r.Customer__r.Name, 'Customer a');
  });

  it('keeps to 200 rows a collection and five collections a request', async () => {
    const { states } = await write([order('b1', 1100)]);
    assert.deepEqual(states, { 'order:b1': 'written' });
    assert.equal(calls(), 2);
    assert.equal(await linesOf('b1'), 1100);
  });

  it('takes few rows of a sixth object one by one into the same request', async () => {
    const all = {
      ...{ Account: 'Commerce_Key__c', Contact: 'Commerce_Key__c', Commerce_Customer__c: key },
      ...{ Commerce_Order__c: key, Commerce_Order_Line__c: key, Commerce_Cart__c: key },
    };
    const made = ['s1', 's2', 's3', 's4'].flatMap((id) => [
      aggregate(`customer:${id}`, [
        { object: 'Account', ...keyed(id, 'Commerce_Key__c', { Name: 'Clarke' }) },
        { object: 'Contact', ...keyed(id, 'Commerce_Key__c', { LastName: 'Clarke' }) },
        customer(id),
      ]),
      order(id, 2),
    ]);
    const cart = (id: string, more: Row['fields']) =>
      aggregate(`cart:${id}`, [{ object: 'Commerce_Cart__c', ...keyed(`cart ${id}`, key, more) }]);
    const of = (id: string) => ({ 'Customer__r.External_Id__c': customer(id).externalId });
    const carts = [
      cart('fine', of('s1')),
      cart('long', { Name: long }),
      cart('early', of('nobody')),
    ];
    const writer = createCollectionsWriter({ connection, externalIdFields: all });
    const { states, errors } = await collect(writer.write(each([...made, ...carts])));
    assert.equal(calls(), 1);
    const [fine, tooLong, early] = carts.map(({ key }) => states[key]);
    assert.deepEqual([fine, tooLong, early], ['written', 'rejected', 'waiting-parent']);
    assert.ok(errors.some(({ code }) => code === 'STRING_TOO_LONG'));
    assert.ok(made.every(({ key }) => states[key] === 'written'));
    assert.equal(await count(connection, 'Commerce_Cart__c', "External_Id__c LIKE '%cart %'"), 1);
  });

  it('takes a record that comes again after its first version', async () => {
    const first = order('c1', 1);
    const again = { ...order('c1', 2), key: 'order:c1 again' };
    const { states } = await write([first, again]);
    assert.deepEqual(states, { 'order:c1': 'written', 'order:c1 again': 'written' });
    assert.equal(await linesOf('c1'), 2);
  });

  it('rejects a record for what it holds, and nothing else', async () => {
    const { states, errors } = await write([order('d1', 2, {}, { SKU__c: long }), order('d2', 2)]);
    assert.deepEqual(states, { 'order:d1': 'rejected', 'order:d2': 'written' });
    assert.deepEqual(
      errors.map(({ code, fields }) => [code, ...fields]),
      [
        ['STRING_TOO_LONG', 'SKU__c'],
        ['STRING_TOO_LONG', 'SKU__c'],
      ],
    );
  });

  it('lets an order wait for its customer', async () => {
    const parent = { 'Customer__r.External_Id__c': 'shopify:test:nobody' };
    const { states } = await write([order('e1', 1, parent)]);
    assert.deepEqual(states, { 'order:e1': 'waiting-parent' });
  });

  it('clears what is null and leaves alone what is absent', async () => {
    await write([order('f1', 0, { Item_Summary__c: 'Lantern', Email__c: 'a@example.com' })]);
    await write([order('f1', 0, { Item_Summary__c: null })]);
    const [found] = await query<{ Item_Summary__c: unknown; Email__c: unknown }>(
      connection,
      "SELECT Item_Summary__c, Email__c FROM Commerce_Order__c WHERE Name = '#f1'",
    );
    assert.deepEqual([found!.Item_Summary__c, found!.Email__c], [null, 'a@example.com']);
  });

  it('passes over what is not there, where a row says so', async () => {
    const externalId = 'shopify:test:g-gone';
    const fields = { External_Id__c: externalId, Removed__c: true };
    const mark: Row = { object: 'Commerce_Order_Line__c', externalId, fields, onlyIfThere: true };
    const { states } = await write([aggregate('order:g', [mark])]);
    assert.deepEqual(states, { 'order:g': 'written' });
    assert.equal(
      await count(connection, 'Commerce_Order_Line__c', `External_Id__c = '${externalId}'`),
      0,
    );
  });

  const locked = (text: string) => {
    const answer = JSON.parse(text);
    answer.compositeResponse[0].body[0] = {
      success: false,
      errors: [{ statusCode: 'UNABLE_TO_LOCK_ROW', message: 'unable to lock row', fields: [] }],
    };
    return JSON.stringify(answer);
  };

  it('sends only the locked row again', async () => {
    const fault = proxy.plan({ path: composite, effect: { kind: 'rewrite', body: locked } });
    const { states } = await write([order('h1', 1), order('h2', 1)]);
    assert.deepEqual(states, { 'order:h1': 'written', 'order:h2': 'written' });
    assert.deepEqual([fault.hits, calls()], [1, 2]);
  });

  it('gives back what stays locked', async () => {
    proxy.plan({ path: composite, times: Infinity, effect: { kind: 'rewrite', body: locked } });
    const { states } = await write([order('i1', 1), order('i2', 1)]);
    assert.deepEqual(states, { 'order:i1': 'retry', 'order:i2': 'written' });
  });

  for (const [name, effect] of [
    ['503', { kind: 'answer', status: 503 }],
    ['a lost answer', { kind: 'lose-answer' }],
    ['silence', { kind: 'hang' }],
  ] as const) {
    it(`gets over ${name}`, async () => {
      proxy.plan({ path: composite, effect });
      const id = `j-${name.replaceAll(' ', '-')}`;
      assert.deepEqual((await write([order(id, 2)])).states, { [`order:${id}`]: 'written' });
      assert.equal(await linesOf(id), 2);
    });
  }

  it('says which right is missing', async () => {
    const agent = await as('agent');
    await assert.rejects(write([order('k1', 2), order('k2', 2)], agent), (error: unknown) => {
      assert.ok(error instanceof Failure && error.kind === 'config', String(error));
      return /Commerce_Order__c/.test(error.message) && /Commerce_Integration/.test(error.action);
    });
  });
});
