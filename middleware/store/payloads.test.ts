import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import { Failure } from '../common/errors.ts';
import { Sealer, sealingKey } from '../common/seal.ts';
import { startServer, type TestServer } from './fixtures/server.ts';
import type { PayloadSettings } from './payloads.ts';
import { openStore, type Store, type StoreHandle } from './store.ts';

const [old, fresh, unknown] = [1, 2, 3].map(() => sealingKey(randomBytes(32).toString('hex'))!);
const at = new Date('2026-01-31T08:26:00Z');
const order = (key: string) => ({ store: 'shopify:a', model: 'order' as const, key });
const raw = { id: 1, email: 'emma@example.com', token: 'shpat_0123456789abcdef' };
const rejected = (key: string) => ({ ...order(key), stage: 'read' as const, reason: 'r', raw });
const isConfig = (pattern: RegExp) => (error: unknown) =>
  error instanceof Failure && error.kind === 'config' && pattern.test(error.message);

describe('payloads in the database', () => {
  let server: TestServer;
  let databaseUrl: string;
  const open: StoreHandle[] = [];
  before(async () => {
    server = await startServer();
    databaseUrl = await server.freshDatabase();
  });
  after(async () => {
    for (const handle of open) await handle.close();
    await server.stop();
  });

  async function storeWith(sealer: PayloadSettings['sealer'], org: string): Promise<Store> {
    const handle = await openStore({ databaseUrl }, { sealer, days: 30 });
    open.push(handle);
    return handle.forOrg(org);
  }
  /** Just as it lies in the table. */
  const stored = async (org: string, key: string) =>
    (await storeWith('clear', org)).rejections.payload(order(key));

  it('are not kept without a key', async () => {
    const { rejections } = await storeWith(null, 'none');
    await rejections.add([rejected('1')], at);
    assert.equal(await rejections.payload(order('1')), null);
    assert.equal(await rejections.count(), 1);
  });

  it('are sealed with one, and opened for whoever has it, without secrets', async () => {
    const { rejections } = await storeWith(new Sealer(old!), 'sealed');
    await rejections.add([rejected('1'), rejected('2')], at);
    const text = await rejections.payload(order('1'));
    assert.deepEqual(JSON.parse(text!), { ...raw, token: '[hidden]' });
    const [wrong, none] = [
      await storeWith(new Sealer(fresh!), 'sealed'),
      await storeWith(null, 'sealed'),
    ];
    await assert.rejects(wrong.rejections.payload(order('1')), isConfig(/a key that is not here/));
    await assert.rejects(none.rejections.payload(order('1')), isConfig(/no key to open/));
    await assert.rejects(stored('sealed', '1'), isConfig(/no key to open/));
  });

  it('are kept in clear where somebody asks for it', async () => {
    const { rejections } = await storeWith('clear', 'clear');
    await rejections.add([rejected('1')], at);
    assert.match((await rejections.payload(order('1')))!, /emma@example\.com/);
    await assert.rejects(async () => rejections.reseal(), isConfig(/no key to seal/));
  });

  it('get a new key while the old one is known, and tell what cannot be opened', async () => {
    const org = 'rotated';
    await (await storeWith('clear', org)).rejections.add([rejected('clear')], at);
    await (await storeWith(new Sealer(unknown!), org)).rejections.add([rejected('lost')], at);
    const many = Array.from({ length: 1200 }, (_, index) => rejected(`old ${index}`));
    await (await storeWith(new Sealer(old!), org)).rejections.add(many, at);
    const both = await storeWith(new Sealer(fresh!, [old!]), org);
    await both.rejections.add([rejected('new')], at);
    assert.deepEqual(await both.rejections.reseal(), { sealed: 1201, unreadable: 1 });
    assert.deepEqual(await both.rejections.reseal(), { sealed: 0, unreadable: 1 });
    const { rejections } = await storeWith(new Sealer(fresh!), org);
    for (const key of ['clear', 'old 0', 'old 1199', 'new']) {
      assert.match((await rejections.payload(order(key)))!, /emma/);
    }
    assert.equal(await rejections.count(), 1203);
  });

  it('are forgotten after their days; the rejection stays', async () => {
    const { rejections } = await storeWith(new Sealer(old!), 'aged');
    await rejections.add([rejected('1')], at);
    const later = (days: number) => new Date(at.getTime() + days * 24 * 3_600_000);
    assert.equal(await rejections.forgetPayloads(later(30)), 0);
    assert.equal(await rejections.forgetPayloads(later(30.1)), 1);
    assert.equal(await rejections.payload(order('1')), null);
    assert.equal(await rejections.count(), 1);
  });
});
