import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Effect } from '../../sandbox/faults/index.ts';
import { Failure } from '../common/errors.ts';
import { firstLines, scenarioForEach } from './fixtures/scenario.ts';
import { openSalesforce } from './login.ts';
import { count } from './query.ts';
import type { Aggregate, Row } from './record.ts';
import { aggregate, customer, order } from './testing.ts';

const state = /\/jobs\/ingest\/\w+$/;
const failedResults = /\/failedResults/;

describe('the bulk writer, when rows fail', () => {
  const its = scenarioForEach();

  const oneBad = () => {
    const orders = its.someOrders();
    orders[7] = order(its.id('-7'), 3, {}, { SKU__c: 'x'.repeat(300) });
    return orders;
  };

  async function onlyTheBadOneIsMissing(aggregates: Aggregate[]): Promise<void> {
    const { states, errors } = await its.write(aggregates);
    const key = `order:${its.id('-7')}`;
    assert.equal(states[key], 'rejected');
    assert.equal(Object.values(states).filter((one) => one === 'written').length, 399);
    assert.equal(errors.length, 3);
    for (const error of errors) {
      assert.equal(error.code, 'STRING_TOO_LONG');
      assert.deepEqual(error.fields, ['SKU__c']);
      assert.match(error.externalId, new RegExp(its.id('-7')));
    }
    assert.deepEqual(await its.inOrg(), { orders: 400, lines: 1197 });
  }

  it('rejects a record for what it holds, and nothing else', () =>
    onlyTheBadOneIsMissing(oneBad()));

  it('changes what is there and passes over what is not, where a row says so', async () => {
    const whole = order(its.id('-1'), 2);
    await its.write([whole]);
    const mark = (id: string): Row => {
      const externalId = `shopify:test:${its.id(id)}`;
      const fields = { External_Id__c: externalId, Removed__c: true };
      return { object: 'Commerce_Order_Line__c', externalId, fields, onlyIfThere: true };
    };
    const marked = { ...whole, rows: [...whole.rows.slice(0, 2), mark('-1-2'), mark('-1-9')] };
    const { states, errors } = await its.write([marked]);
    assert.deepEqual([states, errors], [{ [whole.key]: 'written' }, []]);
    const ours = `Order__r.Name = '#${its.id('-1')}'`;
    assert.equal(
      await count(its.direct, 'Commerce_Order_Line__c', `${ours} AND Removed__c = true`),
      1,
    );
    assert.deepEqual(await its.inOrg(), { orders: 1, lines: 2 });
  });

  it('reads results again that break off', async () => {
    const fault = its.proxy.plan({
      path: failedResults,
      effect: { kind: 'reset-response', afterBytes: 400 },
    });
    await onlyTheBadOneIsMissing(oneBad());
    assert.equal(fault.hits, 1);
  });

  it('believes in no row without a result: it is sent again', async () => {
    const fault = its.proxy.plan({ path: failedResults, effect: firstLines(2) });
    await onlyTheBadOneIsMissing(oneBad());
    assert.equal(fault.hits, 1);
    assert.equal(its.ledger.history.length, 3);
  });

  it('gives a row back that never gets a result', async () => {
    its.proxy.plan({ path: failedResults, times: Infinity, effect: firstLines(1) });
    const { states, errors } = await its.write(oneBad());
    assert.equal(states[`order:${its.id('-7')}`], 'retry');
    assert.deepEqual([...new Set(errors.map(({ code }) => code))], ['NO_RESULT']);
    assert.match(errors[0]!.message, /no result for this row in job \w+/);
    assert.equal(Object.values(states).filter((one) => one === 'written').length, 399);
  });

  it('looks at every result when the counts do not add up', async () => {
    const effect: Effect = {
      kind: 'rewrite',
      body: (text) => text.replace(/"numberRecordsProcessed":\d+/, '"numberRecordsProcessed":399'),
    };
    its.proxy.plan({ method: 'GET', path: state, times: Infinity, effect });
    await its.allAreWritten();
    assert.ok(its.proxy.requests.some(({ path }) => path.includes('/successfulResults')));
  });

  it('does not send what hangs on a record that was rejected', async () => {
    const orders = its.someOrders();
    orders[7] = order(its.id('-7'), 3, { Item_Summary__c: 'x'.repeat(300) });
    const { states, errors } = await its.write(orders);
    assert.equal(states[`order:${its.id('-7')}`], 'rejected');
    assert.deepEqual(
      errors.map(({ object, code }) => [object, code]),
      [['Commerce_Order__c', 'STRING_TOO_LONG']],
    );
    assert.deepEqual(await its.inOrg(), { orders: 399, lines: 1197 });
  });

  it('lets an order wait for its customer', async () => {
    const buyer = customer(its.id('buyer'));
    const waiting = order(its.id('-w'), 2, { 'Customer__r.External_Id__c': buyer.externalId });
    const first = await its.write([waiting, order(its.id('-x'), 2)]);
    assert.deepEqual(first.states, {
      [waiting.key]: 'waiting-parent',
      [`order:${its.id('-x')}`]: 'written',
    });
    assert.match(first.errors[0]!.message, new RegExp(buyer.externalId));
    const second = await its.write([aggregate('customer', [buyer]), waiting]);
    assert.deepEqual(second.states, { customer: 'written', [waiting.key]: 'written' });
    assert.deepEqual(await its.inOrg(), { orders: 2, lines: 4 });
  });

  it('says which field of which object the org does not have', async () => {
    const unknown = order(its.id('-u'), 1, { Nonsense__c: 'x' });
    await assert.rejects(its.write([unknown]), (error: unknown) => {
      assert.ok(error instanceof Failure);
      assert.equal(error.kind, 'config');
      assert.match(error.message, /Commerce_Order__c.*Nonsense__c/);
      assert.match(error.action, /Deploy.*Commerce_Integration/);
      return true;
    });
    assert.deepEqual(await its.ledger.open(), []);
  });

  it('says which permission set is missing', async () => {
    const { accessToken } = its.org.users.agent;
    const agent = await openSalesforce({ instanceUrl: its.proxy.url, accessToken }, its.io);
    const orders = [order(its.id('-p'), 1), order(its.id('-q'), 1)];
    await assert.rejects(its.write(orders, agent), (error: unknown) => {
      assert.ok(error instanceof Failure);
      assert.equal(error.kind, 'config');
      assert.match(error.message, /Commerce_Order__c/);
      assert.match(error.action, /Commerce_Integration/);
      return true;
    });
  });
});
