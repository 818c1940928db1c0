import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { customerSeed, orderSeed } from '../../../sandbox/shops/shopify/testing.ts';
import { figures, parityWorld, signal, store, type ParityWorld } from '../fixtures/parity-world.ts';
import { drainNudges } from '../reread.ts';
import { runStore } from '../store-run.ts';
import type { Finding } from './findings.ts';
import { verifyAndRepair } from './repair.ts';
import { verifyStore, type StoreParity } from './verify.ts';

const order = 'Commerce_Order__c';
const line = 'Commerce_Order_Line__c';
const told = ({ kind, model, key, what, why }: Finding) => [
  `${kind} ${model} ${key.replace(`${store}:`, '')}`,
  ...what,
  why,
];

describe('verify', () => {
  let world: ParityWorld;
  before(async () => {
    world = await parityWorld();
  });
  after(() => world.close());

  const verify = (days = {}) => verifyStore({ ...world, signal }, days);
  const repair = () => verifyAndRepair({ ...world, signal });
  const agrees = (parity: StoreParity) => {
    assert.deepEqual([parity.findings, parity.days, parity.notes], [[], [], []]);
    assert.deepEqual([parity.agrees, parity.differing, parity.meanwhile], [true, 0, 0]);
  };
  /** Found with this reason, and put right. */
  const findsAndRepairs = async (...expected: string[][]) => {
    assert.deepEqual((await verify()).findings.map(told).sort(), expected.sort());
    const repaired = await repair();
    agrees(repaired);
    assert.equal(repaired.repair?.repaired.length, expected.length);
    assert.deepEqual(repaired.repair?.refused, []);
  };

  it('agrees after a backfill, to the penny, in both currencies', async () => {
    const parity = await verify();
    agrees(parity);
    assert.deepEqual(figures(parity), [
      ['customers', '', 1, '0', 1, '0'],
      ['orders', 'EUR', 1, '25.33', 1, '25.33'],
      ['orders', 'GBP', 4, '100.27', 4, '100.27'],
      ['lines', 'EUR', 2, '25.33', 2, '25.33'],
      ['lines', 'GBP', 8, '101.32', 8, '101.32'],
      ['refunds', 'GBP', 2, '8.11', 2, '8.11'],
      ['carts', '', 1, '0', 1, '0'],
    ]);
  });

  it('counts a late order on the day of the shop, and refunds with their orders', async () => {
    const first = await verify({ since: '2026-03-01', until: '2026-03-01' });
    const counts = figures(first).map(([measure, , count]) => [measure, count]);
    assert.deepEqual(counts.slice(1, 3), [
      ['orders', 1],
      ['orders', 3],
    ]);
    assert.ok(counts.some(([measure, count]) => measure === 'refunds' && count === 2));
    agrees(await verify({ since: '2026-03-02', until: '2026-03-08' }));
    agrees(await verify({ since: '2026-03-09' }));
  });

  it('names what was changed or deleted in Salesforce', async () => {
    await world.change(order, await world.idOf(order, '1002'), { Total__c: 99.5 });
    await world.remove(order, await world.idOf(order, '1004'));
    await world.remove(line, await world.idOf(line, '301'));
    const refund = await world.idOf('Commerce_Refund__c', '501');
    await world.change('Commerce_Refund__c', refund, { Refunded_On__c: '2026-03-07' });
    await findsAndRepairs(
      [
        'differs order 1001',
        'refund 501, day: 2026-03-05 in the shop, 2026-03-07 in Salesforce',
        'It was written as the shop has it, and was changed in Salesforce since.',
      ],
      [
        'differs order 1002',
        'total: 25.33 GBP in the shop, 99.5 GBP in Salesforce',
        'It was written as the shop has it, and was changed in Salesforce since.',
      ],
      [
        'differs order 1003',
        'line 301 is missing in Salesforce',
        'It was written as the shop has it, and was changed in Salesforce since.',
      ],
      [
        'missing order 1004',
        'it is not in Salesforce',
        'It was deleted in Salesforce and lies in the recycle bin there.',
      ],
    );
  });

  it('finds an order that was moved to another day, once', async () => {
    const id = await world.idOf(order, '1002');
    await world.change(order, id, { Placed_On__c: '2026-03-09', Removed__c: true });
    await findsAndRepairs([
      'differs order 1002',
      'it is marked as removed in Salesforce',
      'day: 2026-03-01 in the shop, 2026-03-09 in Salesforce',
      'It was written as the shop has it, and was changed in Salesforce since.',
    ]);
    await world.change(order, id, { Placed_On__c: null });
    const [finding] = (await verify()).findings;
    assert.equal(finding?.what[0], 'day: 2026-03-01 in the shop, none in Salesforce');
    agrees(await repair());
  });

  it('tells a second record of what is there, and marks it', async () => {
    const of = await world.idOf(order, '1002');
    const copy = { Name: 'Copy', External_Id__c: 'by hand', Total__c: 5, Currency__c: 'GBP' };
    const second = await world.create(line, { Order__c: of, ...copy });
    const repeated = {
      ...{ Name: '#5', Store__c: store, Placed_On__c: '2026-03-09' },
      ...{ Total__c: 25.33, Currency__c: 'GBP' },
    };
    const twin = await world.create(
      order,
      { ...repeated, External_Id__c: 'copy' },
      world.runtime.connection,
    );
    await findsAndRepairs(
      [
        'differs order 1002',
        `line ${second} (by hand) is in Salesforce only`,
        'It was written as the shop has it, and was changed in Salesforce since.',
      ],
      [
        `duplicate order ${twin}`,
        'its external id is copy',
        'It repeats shopify:giftshop:1005: somebody else made it.',
      ],
    );
    const [marked] = await world.rows(`SELECT Removed__c FROM ${line} WHERE Id = '${second}'`);
    assert.equal(marked?.['Removed__c'], true);
    const others = await world.create(order, { ...repeated, External_Id__c: 'theirs' });
    const { repair: done, findings } = await repair();
    assert.match(done?.refused.join() ?? '', new RegExp(`^${others}: .*access`, 'i'));
    assert.deepEqual(
      findings.map(({ kind, key }) => [kind, key]),
      [['duplicate', others]],
    );
    await world.remove(order, others);
  });

  it('leaves alone other orders that share number and day with one of the shop', async () => {
    const namesake = { Name: '#5', Store__c: store, Placed_On__c: '2026-03-09' };
    const ids: string[] = [];
    for (const [total, currency] of [
      [30, 'GBP'],
      [25.33, 'EUR'],
    ] as const) {
      const own = { Total__c: total, Currency__c: currency, External_Id__c: `theirs ${currency}` };
      ids.push(await world.create(order, { ...namesake, ...own }, world.runtime.connection));
    }
    const { findings, repair: done } = await repair();
    assert.deepEqual(done, { repaired: [], refused: [] });
    assert.deepEqual(
      findings.map(({ kind, why }) => [kind, why]),
      Array(2).fill([
        'foreign',
        `It shares number and day with ${store}:1005, but not the total: somebody else made it.`,
      ]),
    );
    const marked = `SELECT Id FROM ${order} WHERE Removed__c = true AND Name = '#5'`;
    assert.deepEqual(
      (await world.rows(marked)).filter(({ Id }) => ids.includes(String(Id))),
      [],
    );
    for (const id of ids) await world.remove(order, id);
    agrees(await verify());
  });

  it('marks by night only what the shop has deleted', async () => {
    world.shop.upsertOrder(orderSeed(9));
    await runStore(world.setup, 'delta', signal, () => undefined);
    world.shop.merchant.deleteOrder('1009');
    await world.change(order, await world.idOf(order, '1002'), { Total__c: 99.5 });
    const { findings, repair: done } = await verifyAndRepair({ ...world, signal }, {}, 'gone');
    assert.deepEqual(
      done?.repaired.map(({ kind, key }) => [kind, key]),
      [['gone', `${store}:1009`]],
    );
    assert.deepEqual(
      findings.map(({ kind, key }) => [kind, key]),
      [['differs', `${store}:1002`]],
    );
    agrees(await repair());
  });

  it('leaves to a person what the shop never had', async () => {
    const foreign = await world.create(order, {
      ...{ Name: '#77', Store__c: store, External_Id__c: `${store}:777` },
      ...{ Placed_On__c: '2026-03-03', Total__c: 1, Currency__c: 'GBP' },
    });
    const { findings, agrees: all, repair: done } = await repair();
    assert.deepEqual(findings.map(told), [
      [
        'foreign order 777',
        'the shop does not have it',
        'Nothing was ever written under this id from here: somebody else made it.',
      ],
    ]);
    assert.deepEqual([all, done?.repaired], [false, []]);
    await world.remove(order, foreign);
    agrees(await verify());
  });

  it('finds what was deleted in the shop while nobody listened, and what came back', async () => {
    world.shop.merchant.deleteOrder('1005');
    await findsAndRepairs([
      'gone order 1005',
      'the shop does not have it',
      'The shop has deleted it, and nobody was told.',
    ]);
    const id = await world.idOf(order, '1005');
    const read = async () =>
      (await world.rows(`SELECT Removed__c FROM ${order} WHERE Id = '${id}'`))[0];
    assert.equal((await read())?.['Removed__c'], true);
    await world.change(order, id, { Removed__c: false });
    const [finding] = (await verify()).findings;
    assert.match(finding?.why ?? '', /marked as removed, and the mark was taken away/);
    agrees(await repair());
    world.shop.upsertOrder(orderSeed(5));
    await runStore(world.setup, 'delta', signal, () => undefined);
    agrees(await verify());
    assert.equal((await read())?.['Removed__c'], false);
  });

  it('says why an order was refused, and that it is still so', async () => {
    world.shop.upsertOrder(orderSeed(6, { total: '123456789012345678.00' }));
    await runStore(world.setup, 'delta', signal, () => undefined);
    const { findings, repair: done } = await repair();
    assert.equal(findings.length, 1);
    const { kind, key, why } = findings[0]!;
    assert.deepEqual([kind, key], ['missing', `${store}:1006`]);
    assert.match(why, /^Salesforce refused it: Commerce_Order__c .*NUMBER_OUTSIDE_VALID_RANGE/);
    assert.deepEqual(done?.repaired, []);
    world.shop.upsertOrder(orderSeed(6));
    agrees(await repair());
  });

  it('brings a customer back with their orders and what they are worth', async () => {
    const value = 'SELECT Lifetime_Value__c FROM Commerce_Customer_Value__c ORDER BY Currency__c';
    const before = await world.rows(value);
    const id = await world.idOf('Commerce_Customer__c', customerSeed.id);
    await world.remove('Commerce_Customer__c', id);
    await findsAndRepairs([
      `missing customer ${customerSeed.id}`,
      'it is not in Salesforce',
      'It was deleted in Salesforce and lies in the recycle bin there.',
    ]);
    const orphans = `SELECT Id FROM ${order} WHERE Customer__c = null AND Removed__c = false`;
    assert.deepEqual(await world.rows(orphans), []);
    assert.deepEqual(
      (await world.rows(value)).map((row) => row['Lifetime_Value__c']),
      before.map((row) => row['Lifetime_Value__c']),
    );
  });

  it('counts carts', async () => {
    await world.remove('Commerce_Cart__c', await world.idOf('Commerce_Cart__c', '9001'));
    const [finding] = (await verify()).findings;
    assert.deepEqual([finding?.kind, finding?.model], ['missing', 'cart']);
    agrees(await repair());
  });

  it('does not judge what has just changed in the shop', async () => {
    const now = new Date().toISOString();
    const just = { createdAt: now, updatedAt: now, processedAt: now };
    world.shop.upsertOrder(orderSeed(7, just));
    const parity = await verify();
    assert.deepEqual([parity.findings, parity.agrees, parity.meanwhile], [[], true, 1]);
    await world.setup.memory.nudges.add(store, [{ model: 'order', id: '1007' }], new Date());
    await drainNudges(world.setup, signal);
    agrees(await verify());
  });
});
