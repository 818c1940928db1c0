import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { databases } from './fixtures/server.ts';
import type { JobQueue } from './job-queue.ts';
import { openStore } from './store.ts';

const store = 'shopify:giftshop';

for (const { name, open } of databases) {
  describe(`the queue on ${name}`, () => {
    let queue: JobQueue;
    let close: () => Promise<void>;
    before(async () => {
      const database = await open();
      const handle = await openStore(database.location);
      queue = await handle.openQueue('00D', (error) => assert.fail(error));
      await queue.open(store);
      close = async () => {
        await queue.close();
        await handle.close();
        await database.close();
      };
    });
    after(() => close());

    const send = async (key: string) => (await queue.send(store, 'checks', 'verify', { key }))!;

    it('gives nobody what was withdrawn', async () => {
      const [withdrawn, other] = [await send('one'), await send('other')];
      assert.equal(await queue.withdraw(store, 'checks', withdrawn), true);
      assert.deepEqual(await queue.end(store, 'checks', withdrawn), { state: 'gone' });
      const job = await queue.next(store, 'checks');
      assert.equal(job?.id, other);
      assert.equal(await queue.next(store, 'checks'), undefined);
      await queue.done(job);
    });

    it('gives what waits at once, where it is hastened', async () => {
      const later = { key: 'again', afterMs: 3_600_000 };
      const id = await queue.send(store, 'checks', 'verify', later);
      await queue.hasten(store, 'checks', 'other');
      assert.equal(await queue.next(store, 'checks'), undefined);
      await queue.hasten(store, 'checks', 'again');
      const job = await queue.next(store, 'checks');
      assert.equal(job?.id, id);
      await queue.done(job!);
    });

    it('leaves a job to whoever has begun it, and one that is done', async () => {
      const id = await send('begun');
      const job = await queue.next(store, 'checks');
      assert.equal(await queue.withdraw(store, 'checks', id), false);
      assert.deepEqual(await queue.end(store, 'checks', id), { state: 'open', begun: true });
      await queue.done(job!, { parity: 1 });
      assert.equal(await queue.withdraw(store, 'checks', id), false);
      const end = await queue.end(store, 'checks', id);
      assert.deepEqual(end, { state: 'done', output: { parity: 1 } });
    });
  });
}
