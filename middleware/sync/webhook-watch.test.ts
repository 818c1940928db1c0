import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { Failure } from '../common/errors.ts';
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

  /** A shop whose answers to being asked for subscriptions are as given, one a time; after these it is well. */
  function watched(...answers: Error[]) {
    const asked: string[] = [];
    const ensure: Webhooks['ensure'] = async (url) => {
      asked.push(url);
      const error = answers.shift();
      if (error) throw error;
      return [];
    };
    const setup = storeSetup(new ScriptedShop(), {
      ...{ memory: world.freshMemory(), writer: new ScriptedWriter() },
    });
    const webhooks = { ensure, receive: () => assert.fail('nothing is delivered') };
    const store = { ...setup, source: { ...setup.source, webhooks } };
    const sent: SendOptions[] = [];
    const crons: string[] = [];
    const lines: string[] = [];
    const queue = {
      send: async (...[, , , options]: [string, string, string, SendOptions?]) =>
        String(sent.push(options ?? {})),
      schedule: async (...[, , , cron]: [string, string, string, string]) => void crons.push(cron),
    };
    const log = createLog('info', { write: (line) => void lines.push(line) });
    const watch = webhookWatch('https://orderlens.example', log);
    const handler = nightlyHandler({ queue, log }, watch);
    const job = { id: '1', store: store.store, queue: 'runs', kind: watch.kind, attempt: 0 };
    const work = (data: object) =>
      handler({ ...job, queue: 'runs', data }, store, new AbortController().signal);
    /** One job after another, as they were sent; gives their pauses in seconds. */
    const workAll = async () => {
      sent.length = 0;
      await work({});
      for (const { data = {} } of sent) await work(data);
      return sent.map(({ afterMs = 0 }) => afterMs / 1000);
    };
    const schedule = () => scheduleNightly({ queue, log }, [watch], store.store);
    return { asked, sent, crons, lines, schedule, workAll };
  }
  const away = () => new Failure('the shop is away', { kind: 'unavailable', action: 'Wait.' });

  it('are looked at once a day, and at once', async () => {
    const { sent, crons, schedule } = watched();
    await schedule();
    assert.match(crons[0]!, /^\d+ 3 \* \* \*$/);
    assert.deepEqual(sent, [{ key: 'webhooks now' }]);
  });

  it('that could not be set up are tried again after growing pauses, until they can', async () => {
    const { asked, workAll } = watched(...Array.from({ length: 8 }, away));
    const pauses = await workAll();
    assert.deepEqual(pauses, [60, 120, 240, 480, 960, 1920, 3600, 3600]);
    assert.deepEqual(asked, Array(9).fill('https://orderlens.example/webhooks/giftshop'));
  });

  it('wait as long as the shop says', async () => {
    const details = { kind: 'rate-limit', action: 'Wait.', retryAfterMs: 300_000 } as const;
    assert.deepEqual(await watched(new Failure('too many', details)).workAll(), [300]);
  });

  it('are left to the next night after nearly a day', async () => {
    const pauses = await watched(...Array.from({ length: 40 }, away)).workAll();
    const hours = pauses.reduce((sum, one) => sum + one, 0) / 3600;
    assert.ok(hours > 20 && hours < 24, `${hours} hours`);
  });

  it('that a person has to put right wait for that, and it says so', async () => {
    for (const kind of ['config', 'auth'] as const) {
      const { asked, sent, lines, workAll } = watched(
        new Failure('may not', { kind, action: 'Grant it.' }),
      );
      assert.deepEqual(await workAll(), [24 * 3600]);
      assert.deepEqual(sent[0]?.key, 'webhooks again');
      assert.equal(asked.length, 2);
      assert.match(lines.join(''), /"next":"When it is mended, run \\"orderlens sync\\"/);
    }
  });
});
