import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { describe, it } from 'node:test';
import { Failure } from '../common/errors.ts';
import { openStore } from './store.ts';

const databaseUrl = process.env['TEST_DATABASE_URL'];

describe('the store on a database server', { skip: !databaseUrl && 'no TEST_DATABASE_URL' }, () => {
  it('lets one process at a time work on an org', async () => {
    const org = randomUUID();
    const [one, other] = await Promise.all([
      openStore({ databaseUrl: databaseUrl! }),
      openStore({ databaseUrl: databaseUrl! }),
    ]);
    await one.claim(org);
    await other.claim(`another ${org}`);
    await assert.rejects(other.claim(org), (error: unknown) => {
      assert.ok(error instanceof Failure && error.kind === 'config');
      return /Another process works on org/.test(error.message);
    });
    await one.close();
    await other.claim(org);
    await other.close();
  });

  it('keeps what it is given, as the embedded one does', async () => {
    const handle = await openStore({ databaseUrl: databaseUrl! });
    const store = handle.forOrg(randomUUID());
    const at = new Date('2026-01-31T08:26:00Z');
    await store.nudges.add('shopify:a', [{ model: 'order', id: '1' }], at);
    const taken = await store.nudges.take('shopify:a', 'order', 10);
    assert.deepEqual(taken, [{ model: 'order', id: '1', generation: 1 }]);
    await store.nudges.done('shopify:a', taken);
    assert.equal(await store.nudges.count(), 0);
    const rejected = { store: 'shopify:a', model: 'order' as const, reason: 'r', raw: null };
    await store.rejections.add([{ ...rejected, key: 'k', stage: 'waiting' }], at);
    assert.deepEqual(await store.rejections.pending('shopify:a', 'order', 5), ['k']);
    assert.deepEqual(await store.rejections.pending('shopify:a', 'order', ['k', 'l']), ['k']);
    await store.runs.purge(at);
    await store.deliveries.purge(at);
    await handle.close();
  });
});
