import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { orderSeed, smallSeed } from '../../sandbox/shops/shopify/testing.ts';
import type { Status } from '../sync/status.ts';
import { cliWorld, type CliWorld } from './fixtures/cli-world.ts';

const key = 'order/shopify:giftshop:1500';
/** More digits than the field has. */
const tooMuch = { total: '123456789012345678.00' };

describe('orderlens rejected ignore', () => {
  let world: CliWorld;
  before(async () => {
    world = await cliWorld([...smallSeed(2), orderSeed(500, tooMuch)]);
    assert.equal((await world.cli(['backfill'])).code, 0);
  });
  after(() => world.close());

  const rejected = async (...args: string[]) => (await world.cli(['rejected', ...args])).stdout;
  const counted = async () =>
    (JSON.parse((await world.cli(['status', '--json'])).stdout) as Status).rejected;

  it('has a record left alone, and says so', async () => {
    assert.equal(await counted(), 1);
    assert.equal(await rejected('ignore', key), '1 left alone until the shop changes them\n');
    assert.equal(await counted(), 0);
    assert.match(await rejected('list'), new RegExp(`${key} \\(write, ignored\\)`));
    assert.match(
      await rejected('ignore', 'order/shopify:giftshop:1'),
      /^None of these is rejected/,
    );
  });

  it('is taken back by unignore', async () => {
    assert.match(await rejected('unignore', 'order/shopify:giftshop:1'), /^None .* is ignored/);
    assert.equal(await rejected('unignore', key), '1 count as open again\n');
    assert.equal(await counted(), 1);
    assert.match(await rejected('list'), new RegExp(`${key} \\(write\\)`));
  });

  it('ends when the shop changes the record', async () => {
    await rejected('ignore', key);
    const now = new Date().toISOString();
    world.shop.upsertOrder(orderSeed(500, { updatedAt: now }));
    const { code, stderr } = await world.cli(['sync']);
    assert.equal(code, 0, stderr);
    assert.equal(await world.inSalesforce('shopify:giftshop:1500'), true);
    assert.match(await rejected('list'), /^No record is rejected/);
  });
});
