import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { orderSeed } from '../../../sandbox/shops/shopify/testing.ts';
import { figures, parityWorld, signal, type ParityWorld } from '../fixtures/parity-world.ts';
import { verifyStore } from './verify.ts';

describe('verify, of a store that brings a part of the past', () => {
  let world: ParityWorld;
  before(async () => {
    const history = { ordersSince: '2026-03-01', linesSince: '2026-03-09' };
    world = await parityWorld({ history });
    const old = '2025-12-24T10:00:00Z';
    world.shop.upsertOrder(orderSeed(8, { createdAt: old, updatedAt: old, processedAt: old }));
  });
  after(() => world.close());

  it('compares that part', async () => {
    const parity = await verifyStore({ ...world, signal });
    assert.deepEqual([parity.findings, parity.agrees], [[], true]);
    assert.deepEqual(parity.notes, [
      'Orders before 2026-03-01 are not brought (history.ordersSince).',
    ]);
    const lines = figures(parity).filter(([measure]) => measure === 'lines');
    assert.deepEqual(lines, [['lines', 'GBP', 2, '25.33', 2, '25.33']]);
  });
});
