import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { createLog } from '../common/log.ts';
import type { Webhooks } from '../connectors/connector.ts';
import { laneWorld, ScriptedWriter } from './fixtures/lane-world.ts';
import { ScriptedShop, storeSetup } from './fixtures/scripted-shop.ts';
import { watchWebhooks } from './webhook-watch.ts';

describe('subscriptions to webhooks', () => {
  let world: Awaited<ReturnType<typeof laneWorld>>;
  before(async () => {
    world = await laneWorld();
  });
  after(() => world.close());

  it('are looked at once a day, and an hour after a failure', async () => {
    const stop = new AbortController();
    const slept: number[] = [];
    const asked: string[] = [];
    const ensure: Webhooks['ensure'] = async (url) => {
      asked.push(url);
      if (asked.length === 1) throw new Error('the shop is away');
      return [];
    };
    const memory = world.freshMemory();
    const setup = storeSetup(new ScriptedShop(), { memory, writer: new ScriptedWriter() });
    const webhooks = { ensure, receive: () => assert.fail('nothing is delivered') };
    await watchWebhooks({
      ...{ stores: [{ ...setup, source: { ...setup.source, webhooks } }], signal: stop.signal },
      ...{ log: createLog('silent'), publicUrl: 'https://orderlens.example' },
      sleep: async (ms) => {
        if (slept.push(ms) === 2) stop.abort();
      },
    });
    assert.deepEqual(asked, Array(2).fill('https://orderlens.example/webhooks/giftshop'));
    assert.deepEqual(slept, [3_600_000, 24 * 3_600_000]);
  });
});
