import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { createLog } from '../common/log.ts';
import type { Webhooks } from '../connectors/connector.ts';
import type { SendOptions } from '../store/job-queue.ts';
import { laneWorld, ScriptedWriter } from './fixtures/lane-world.ts';
import { ScriptedShop, storeSetup } from './fixtures/scripted-shop.ts';
import { nightlyHandler, scheduleNightly } from './nightly.ts';
import { webhookWatch } from './webhook-watch.ts';

describe('subscriptions to webhooks', () => {
  let world: Awaited<ReturnType<typeof laneWorld>>;
  before(async () => {
    world = await laneWorld();
  });
  after(() => world.close());

  it('are looked at once a day, and an hour after a failure', async () => {
    const asked: string[] = [];
    const ensure: Webhooks['ensure'] = async (url) => {
      asked.push(url);
      if (asked.length === 1) throw new Error('the shop is away');
      return [];
    };
    const memory = world.freshMemory();
    const setup = storeSetup(new ScriptedShop(), { memory, writer: new ScriptedWriter() });
    const webhooks = { ensure, receive: () => assert.fail('nothing is delivered') };
    const store = { ...setup, source: { ...setup.source, webhooks } };
    const sent: (SendOptions | undefined)[] = [];
    const crons: string[] = [];
    const queue = {
      send: async (...[, , , options]: [string, string, string, SendOptions?]) =>
        String(sent.push(options)),
      schedule: async (...[, , , cron]: [string, string, string, string]) => void crons.push(cron),
    };
    const log = createLog('silent');
    const watch = webhookWatch('https://orderlens.example', log);
    await scheduleNightly({ queue, log }, [watch], store.store);
    assert.match(crons[0]!, /^\d+ 3 \* \* \*$/);
    const job = {
      id: '1',
      store: store.store,
      queue: 'runs',
      kind: watch.kind,
      attempt: 0,
    } as const;
    const handler = nightlyHandler({ queue, log }, watch);
    await handler({ ...job, data: {} }, store, new AbortController().signal);
    await handler({ ...job, data: { tries: 2 } }, store, new AbortController().signal);
    assert.deepEqual(asked, Array(2).fill('https://orderlens.example/webhooks/giftshop'));
    assert.deepEqual(
      sent.map((options) => options?.afterMs),
      [undefined, 3_600_000],
    );
  });
});
