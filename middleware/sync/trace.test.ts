import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Shop } from '../../sandbox/shops/shopify/index.ts';
import { customerSeed, productSeed } from '../../sandbox/shops/shopify/testing.ts';
import { openRuntime, type Runtime } from '../runtime.ts';
import { readyFolder } from '../store/fixtures/ready-folder.ts';
import { shopAndOrg, type ShopAndOrg } from './fixtures/shop-and-org.ts';
import { drainNudges } from './reread.ts';
import { runStore } from './store-run.ts';
import { trace, type Story } from './trace.ts';

const folder = await readyFolder('trace');
const { signal } = new AbortController();

describe('the story of a record', () => {
  let world: ShopAndOrg;
  let shop: Shop;
  let runtime: Runtime;
  let order: { readonly id: string; readonly name: string };

  before(async () => {
    world = await shopAndOrg(folder, { seed: [customerSeed, productSeed] });
    ({ shop } = world);
    const items = [{ variantId: '71', quantity: 2 }];
    order = shop.merchant.placeOrder({ customerId: customerSeed.id, items });
    runtime = await openRuntime(world.config, { signal });
    await runStore(runtime.stores[0]!, 'backfill', signal, () => undefined);
  });
  after(async () => {
    await runtime.close();
    await world.close();
  });

  const tell = async (record: string): Promise<Story[]> => {
    const { stores, connection } = runtime;
    return trace({ stores, connection, signal }, record);
  };
  const whatOf = ({ happenings }: Story) =>
    happenings.map(({ where, what }) => `${where}: ${what}`);

  it('goes from the shop through the run that read it to who wrote it in Salesforce', async () => {
    const [story, ...others] = await tell(order.name);
    assert.deepEqual(others, []);
    assert.equal(story!.record, `order/shopify:giftshop:${order.id}`);
    const told = whatOf(story!).join('\n');
    assert.match(told, /shop: changed in the shop/);
    assert.match(told, /middleware: a backfill of orders began/);
    assert.match(told, /middleware: Salesforce confirmed it/);
    assert.match(told, /salesforce: last changed by .*\(record a\w{17}\)$/m);
    const written = story!.happenings.filter(({ what }) => /confirmed|last changed/.test(what));
    const ids = new Set(written.map(({ correlation }) => correlation));
    assert.deepEqual([ids.size, ids.has(null)], [1, false]);
    assert.deepEqual(story!.now, [`In Salesforce as ${order.name}.`]);
  });

  it('names the delivery that told of a change', async () => {
    const { store, memory, now } = runtime.stores[0]!;
    const about = { model: 'order' as const, id: order.id };
    const traced = { correlation: 'of-the-delivery', about };
    await memory.deliveries.isNew(store, 'delivery-1', now(), traced);
    await memory.nudges.add(store, [{ ...about, correlation: traced.correlation }], now());
    const [waiting] = await tell(`${store}:${order.id}`);
    assert.ok(waiting!.now.includes('It is about to be read from the shop again.'));
    shop.merchant.ship(order.id);
    await drainNudges(runtime.stores[0]!, signal);
    const [story] = await tell(order.name.slice(1));
    assert.match(whatOf(story!).join('\n'), /delivery delivery-1 told of it/);
    assert.equal(story!.happenings.at(-1)!.correlation, 'of-the-delivery');
  });

  it('tells of bulk jobs of its store that may still change it, and who opened them', async () => {
    const { memory } = runtime.stores[0]!;
    const ledger = memory.ledger;
    await ledger.opened({ id: '750job', object: 'Commerce_Order__c', correlation: 'the-run' });
    const [story] = await tell(order.name);
    const job = story!.happenings.find(({ what }) => what.includes('750job'));
    assert.match(
      job!.what,
      /bulk job 750job of Commerce_Order__c was opened, and is not confirmed/,
    );
    assert.equal(job!.correlation, 'the-run');
    assert.match(story!.now.join(' '), /one of them may still change it/);
    await ledger.closed('750job');
  });

  it('tells that somebody else has written it since', async () => {
    const { org: engine } = world.org;
    const key = `shopify:giftshop:${order.id}`;
    const [columns, row] = [
      ['External_Id__c', 'Correlation_Id__c'],
      [key, 'somebody'],
    ];
    const object = 'Commerce_Order__c';
    const how = { operation: 'upsert', externalIdField: 'External_Id__c' } as const;
    engine.save(engine.systemSession(), { object, ...how, columns, rows: [row] });
    const [story] = await tell(`order/${key}`);
    assert.match(whatOf(story!).join('\n'), /not by the write remembered here/);
  });

  it('of a record that nobody knows is none, and of no store of ours a failure', async () => {
    assert.deepEqual(await tell('shopify:giftshop:1'), []);
    assert.deepEqual(await tell('#0'), []);
    await assert.rejects(tell('shopify:elsewhere:1'), /No store of shopify:elsewhere:1/);
  });
});
