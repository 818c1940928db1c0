import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { Failure } from '../common/errors.ts';
import { createLog } from '../common/log.ts';
import { cart } from '../mapping/fixtures/records.ts';
import type { Ref } from '../model/index.ts';
import type { SalesforceRecord } from '../salesforce/record.ts';
import { customer, laneWorld, order, ScriptedWriter, store } from './fixtures/lane-world.ts';
import { ScriptedShop, storeSetup } from './fixtures/scripted-shop.ts';
import { runReread } from './reread.ts';
import type { RequestDesk } from './request-desk.ts';
import { answerRequests } from './requests.ts';
import type { StoreSetup } from './store-setup.ts';

const ref = (id: string): Ref => ({ platform: 'shopify', store: 'giftshop', id });
const { signal } = new AbortController();

describe("an agent's request", () => {
  let world: Awaited<ReturnType<typeof laneWorld>>;
  before(async () => {
    world = await laneWorld();
  });
  after(() => world.close());

  /** Answers one request and stops. Gives what was saved of it, and which states were asked for. */
  async function answered(stores: StoreSetup[], desk: Partial<RequestDesk>) {
    const stop = new AbortController();
    const saved: SalesforceRecord[] = [];
    const lines: string[] = [];
    let states: readonly string[] = [];
    await answerRequests({
      ...{ stores, signal: stop.signal, everyMs: 1 },
      log: createLog('info', { write: (line) => void lines.push(line) }),
      sleep: async () => stop.abort(),
      desk: {
        take: async (asked) => {
          states = asked;
          return [{ id: 'a0R1', contactId: '003', accountId: null }];
        },
        save: async (_id, fields) => void saved.push(fields),
        customersOf: async () => [`${store}:c`],
        cartsOf: async () => [`${store}:37`],
        ...desk,
      },
    });
    return { saved, states, log: lines.join('') };
  }

  function shopInSalesforce() {
    const shop = new ScriptedShop()
      .put('customer', customer('c'))
      .put('order', order('1', [], { customer: ref('c') }))
      .put('cart', { ...cart, customer: ref('c') });
    const writer = new ScriptedWriter();
    return { shop, writer, setup: storeSetup(shop, { memory: world.freshMemory(), writer }) };
  }

  it('is looked up in the shop with all its orders and carts, and says what came of it', async () => {
    const { shop, writer, setup } = shopInSalesforce();
    await runReread(setup, 'order', ['1'], signal);
    const change = { customer: ref('c'), updatedAt: '2026-02-02T00:00:00.000Z' };
    shop.put('order', order('1', ['a'], change));
    writer.sent.length = 0;
    const { saved, states } = await answered([setup], {});
    assert.deepEqual(states, ['Requested', 'Running']);
    assert.deepEqual(writer.sent, ['1', '37', 'GBP']);
    assert.deepEqual(saved[0], { Status__c: 'Running' });
    const { Finished_At__c: finishedAt, ...rest } = saved[1]!;
    assert.match(String(finishedAt), /^20.*Z$/);
    const message = 'Looked at 1 customer, 1 order and 1 cart in the shop. 2 had changed.';
    assert.deepEqual(rest, { Status__c: 'Done', Message__c: message });
    const again = await answered([setup], {});
    assert.match(String(again.saved[1]!['Message__c']), /Nothing had changed\.$/);
  });

  it('for somebody whom no shop knows is done', async () => {
    const { setup } = shopInSalesforce();
    for (const keys of [[], ['shopify:other:1']]) {
      const { saved } = await answered([setup], { customersOf: async () => keys });
      assert.equal(saved[1]!['Status__c'], 'Done');
      assert.match(String(saved[1]!['Message__c']), /^No connected shop knows this customer/);
    }
  });

  it('fails in plain words, and the log has the reason', async () => {
    const { setup } = shopInSalesforce();
    const reason = 'shop giftshop: HTTP 503 from 10.0.0.1';
    const customersOf = async () => {
      throw new Failure(reason, { kind: 'unavailable', action: 'Wait.' });
    };
    const { saved, log } = await answered([setup], { customersOf });
    assert.equal(saved[1]!['Status__c'], 'Failed');
    assert.match(String(saved[1]!['Message__c']), /did not answer\. Try again/);
    assert.doesNotMatch(String(saved[1]!['Message__c']), /10\.0\.0\.1/);
    assert.match(log, /HTTP 503/);
  });

  it('whose end could not be saved is taken up again', async () => {
    const { setup } = shopInSalesforce();
    const stop = new AbortController();
    const asked: (readonly string[])[] = [];
    const saved: unknown[] = [];
    await answerRequests({
      ...{ stores: [setup], signal: stop.signal, everyMs: 1 },
      log: createLog('silent'),
      sleep: async () => {
        if (asked.length === 4) stop.abort();
      },
      desk: {
        take: async (states) => {
          asked.push(states);
          const isOpen = asked.length === 2 || states.includes('Running');
          return isOpen ? [{ id: 'a0R1', contactId: '003', accountId: null }] : [];
        },
        save: async (_id, { Status__c: status }) => {
          saved.push(status);
          if (status === 'Done' && asked.length === 2) throw new Error('the connection broke');
        },
        customersOf: async () => [],
        cartsOf: async () => [],
      },
    });
    const [open, fresh] = [['Requested', 'Running'], ['Requested']];
    assert.deepEqual(asked, [open, fresh, open, fresh]);
    assert.deepEqual(saved.slice(-4), ['Running', 'Done', 'Running', 'Done']);
  });

  it('that cannot even be read is told once', async () => {
    const { setup } = shopInSalesforce();
    const take = async () => {
      throw new Failure('Salesforce is away.', { kind: 'unavailable', action: 'Wait.' });
    };
    const { saved, log } = await answered([setup], { take });
    assert.deepEqual(saved, []);
    assert.match(log, /Sync requests could not be answered: Salesforce is away/);
  });
});
