import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import fc from 'fast-check';
import type { Aggregate, Row } from '../salesforce/record.ts';
import type { KnownOutcome } from '../store/outcomes.ts';
import { hashOf } from './diff.ts';
import { laneWorld, order as shopOrder, ScriptedWriter, store } from './fixtures/lane-world.ts';
import { ScriptedShop, storeSetup } from './fixtures/scripted-shop.ts';
import { LastWritten } from './last-written.ts';
import { drainNudges, runReread } from './reread.ts';

const key = 'order/shopify:giftshop:1';
const version = { sourceTime: '2026-02-01T00:00:00.000Z', readAt: '2026-02-01T00:00:01.000Z' };

function row(object: string, externalId: string, value: string): Row {
  return { object, externalId, fields: { Commerce_Key__c: externalId, Name: value } };
}

/** An order, and a line for each value. */
function order(status: string, lines: readonly string[] = ['a', 'b']): Aggregate {
  const children = lines.map((value, at) => row('Commerce_Order_Line__c', `line${at}`, value));
  return { key, version, rows: [row('Commerce_Order__c', 'order', status), ...children] };
}

const known = (aggregate: Aggregate, state: KnownOutcome['state'] = 'written'): KnownOutcome => ({
  ...{ hash: hashOf(aggregate), state, ...version },
});
const values = ({ rows }: Aggregate) => rows.map(({ fields }) => fields['Name']);

describe('what was written last', () => {
  function kept(aggregate: Aggregate): LastWritten {
    const written = new LastWritten();
    written.keep(aggregate, hashOf(aggregate));
    return written;
  }

  it('leaves out the children that stand there just so, and never the record itself', () => {
    const before = order('new');
    const changed = (after: Aggregate) => kept(before).takeChanged(after, known(before));
    assert.deepEqual(values(changed(order('sent'))), ['sent']);
    assert.deepEqual(values(changed(order('new', ['a', 'c']))), ['new', 'c']);
    assert.deepEqual(values(changed(order('new', ['a', 'b', 'c']))), ['new', 'c']);
  });

  it('leaves out nothing where somebody else wrote it since, or where it was refused', () => {
    const before = order('new');
    const after = order('sent');
    for (const now of [undefined, known(order('else')), known(before, 'rejected')]) {
      assert.deepEqual(kept(before).takeChanged(after, now), after);
    }
  });

  it('leaves out nothing once something was sent of which nobody knows what became', () => {
    const before = order('new');
    const written = kept(before);
    written.takeChanged(order('sent', ['x', 'b']), known(before));
    assert.deepEqual(values(written.takeChanged(order('new', ['a', 'c']), known(before))), [
      ...['new', 'a', 'c'],
    ]);
  });

  it('keeps no more than some: those written longest ago are sent whole', () => {
    const written = new LastWritten();
    const many = Array.from({ length: 10_001 }, (_, line) => `${line}`);
    const orders = ['1', '2', '3'].map((id) => ({ ...order('new', many), key: id }));
    for (const one of orders) written.keep(one, hashOf(one));
    const sent = orders.map((one) => written.takeChanged(one, known(one)).rows.length);
    assert.deepEqual(sent, [10_002, 1, 1]);
  });

  it('leaves Salesforce with the last version, whatever happens on the way', () => {
    const some = fc.record({
      lines: fc.array(fc.constantFrom('a', 'b', 'c'), { minLength: 1, maxLength: 4 }),
      status: fc.constantFrom('new', 'sent'),
      fate: fc.constantFrom(
        'written',
        'by somebody else',
        'unknown, it came',
        'unknown, it did not',
      ),
    });
    fc.assert(
      fc.property(fc.array(some, { maxLength: 12 }), (steps) => {
        const salesforce = new Map<string, unknown>();
        const written = new LastWritten();
        let now: KnownOutcome | undefined;
        for (const { status, lines, fate } of steps) {
          const aggregate = order(status, lines);
          const isOurs = fate !== 'by somebody else';
          const sent = isOurs ? written.takeChanged(aggregate, now) : aggregate;
          if (fate !== 'unknown, it did not') {
            for (const { externalId, fields } of sent.rows)
              salesforce.set(externalId, fields['Name']);
          }
          if (fate.startsWith('unknown')) continue;
          now = known(aggregate);
          if (isOurs) written.keep(aggregate, hashOf(aggregate));
          for (const { externalId, fields } of aggregate.rows) {
            assert.equal(salesforce.get(externalId), fields['Name']);
          }
        }
      }),
    );
  });
});

describe('an order that changes again', () => {
  let world: Awaited<ReturnType<typeof laneWorld>>;
  before(async () => {
    world = await laneWorld();
  });
  after(() => world.close());

  const { signal } = new AbortController();
  /** Its own row differs from day to day. */
  const on = (day: number) => ({
    updatedAt: `2026-02-0${day}T00:00:00.000Z`,
    paymentStatus: `${day}`,
  });

  function begin() {
    const shop = new ScriptedShop();
    const writer = new ScriptedWriter();
    const setup = storeSetup(shop, { memory: world.freshMemory(), writer });
    const nudged = async (...change: Parameters<typeof shopOrder>) => {
      shop.put('order', shopOrder(...change));
      await setup.memory.nudges.add(store, [{ model: 'order', id: '1' }], new Date());
      await drainNudges(setup, signal);
      const sent = writer.aggregates.filter(({ key }) => key.startsWith('order/')).at(-1)!;
      return sent.rows.map(({ object, externalId }) => `${object} ${externalId.split(':').at(-1)}`);
    };
    return { nudged, setup, shop, writer };
  }
  const lines = ['a', 'b'].map((id) => `Commerce_Order_Line__c ${id}`);

  it('goes without the lines that stand there, and with what is gone', async () => {
    const { nudged } = begin();
    assert.deepEqual(await nudged('1', ['a', 'b'], on(1)), ['Commerce_Order__c 1', ...lines]);
    assert.deepEqual(await nudged('1', ['a', 'b'], on(2)), ['Commerce_Order__c 1']);
    assert.deepEqual(await nudged('1', ['a'], on(3)), ['Commerce_Order__c 1', lines[1]!]);
    // It comes back, and is marked no longer.
    assert.deepEqual(await nudged('1', ['a', 'b'], on(4)), ['Commerce_Order__c 1', lines[1]!]);
  });

  it('goes whole after it was not written', async () => {
    const { nudged, writer } = begin();
    await nudged('1', ['a', 'b'], on(1));
    writer.answers = { 1: 'retry' };
    await nudged('1', ['a', 'b'], on(2));
    writer.answers = {};
    assert.deepEqual(await nudged('1', ['a', 'b'], on(3)), ['Commerce_Order__c 1', ...lines]);
  });

  it('goes whole where its outcome was forgotten, as a repair does', async () => {
    const { nudged, setup } = begin();
    await nudged('1', ['a', 'b'], on(1));
    await setup.memory.outcomes.forget([`order/${store}:1`]);
    await runReread(setup, 'order', ['1'], signal);
    assert.deepEqual(await nudged('1', ['a', 'b'], on(2)), ['Commerce_Order__c 1']);
    await setup.memory.outcomes.forget([`order/${store}:1`]);
    assert.deepEqual(await nudged('1', ['a', 'b'], on(3)), ['Commerce_Order__c 1', ...lines]);
  });
});
