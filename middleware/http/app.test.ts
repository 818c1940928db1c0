import assert from 'node:assert/strict';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { after, before, describe, it } from 'node:test';
import { createLog } from '../common/log.ts';
import { noCounts } from '../sync/counts.ts';
import { createInbox } from '../sync/inbox.ts';
import { createMetrics } from '../sync/metrics.ts';
import { createCheckDesk } from '../sync/parity/check-desk.ts';
import type { StoreParity } from '../sync/parity/verify.ts';
import { createApp } from './app.ts';
import type { AppDeps } from './deps.ts';

const parity: StoreParity = {
  ...{ store: 's', startedAt: '', endedAt: '', since: null, until: null, agrees: false },
  ...{ totals: [], days: [], differing: 1, meanwhile: 0, notes: [] },
  findings: [
    {
      ...{ kind: 'missing', model: 'order', key: 's:1', number: '#1', day: '2026-01-31' },
      ...{ what: [], why: 'Email: no@body', changedAt: null, inFlight: false, surplus: [] },
    },
  ],
};

describe('the service', () => {
  const asked: unknown[] = [];
  const admin: AppDeps['admin'] = {
    token: 'the token',
    sync: (store) => [`shopify:${store}`],
    rejected: async () => [],
    trace: async () => [],
    ignore: async (...what) => asked.push(what),
    retry: async (...what) => {
      asked.push(what);
      return [];
    },
    reseal: async () => ({ sealed: 3, unreadable: 0 }),
  };
  const metrics = createMetrics();
  const gone = async () => ({ state: 'gone' }) as const;
  const idle = { send: async () => null, end: gone, withdraw: async () => false };
  const logged: string[] = [];
  let down = false;
  const server = createApp({
    ping: async () => {
      if (down) throw new Error('no database');
    },
    stopped: async () => [{ store: 'shopify:a', kind: 'auth' }],
    status: async () => {
      if (down) throw new Error('no database');
      const rejection = { store: 's', model: 'order', key: 'k', reason: 'Email: no@body' };
      const rejections = [
        { ...rejection, stage: 'write' as const, state: 'open' as const, rejectedAt: '' },
      ];
      const none = {
        rejected: 1,
        ignored: 0,
        nudges: 0,
        openJobs: 0,
        stopped: [],
        parity: [parity],
      };
      const lane = { store: 's', model: 'order', mode: 'delta' as const, state: 'failed' as const };
      const times = { startedAt: '', endedAt: '' };
      const run = {
        id: 'r',
        ...lane,
        ...times,
        correlation: 'c',
        counts: {},
        message: 'for no@body.example',
      };
      return { org: '00D', checkpoints: [], runs: [run], rejections, ...none };
    },
    registry: metrics.registry,
    inbox: createInbox([]),
    webhookReceived: metrics.webhookReceived,
    admin,
    checks: createCheckDesk({ stores: [], queue: idle, tell: () => undefined }),
    log: createLog('info', { write: (line) => void logged.push(line) }),
  }).listen(0, '127.0.0.1');
  let url: string;

  before(async () => {
    if (!server.listening) await once(server, 'listening');
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  after(() => server.close());

  const get = async (path: string) => {
    const answer = await fetch(url + path);
    return { status: answer.status, text: await answer.text(), headers: answer.headers };
  };

  it('is alive, and ready while its database answers', async () => {
    assert.equal((await get('/healthz')).status, 200);
    assert.equal((await get('/readyz')).status, 200);
    down = true;
    assert.equal((await get('/healthz')).status, 200);
    assert.equal((await get('/readyz')).status, 503);
    down = false;
  });

  it('counts records by what became of them, over several runs', async () => {
    const lane = { store: 'shopify:a', model: 'order' as const, total: null };
    const counts = (written: number) => ({ ...noCounts(), read: written, written });
    metrics.progress({ ...lane, counts: counts(2), done: false });
    metrics.progress({ ...lane, counts: counts(5), done: true });
    metrics.progress({ ...lane, counts: counts(3), done: false });
    // That one failed.
    metrics.progress({ ...lane, counts: counts(1), done: true });
    const { text } = await get('/metrics');
    assert.match(
      text,
      /orderlens_records_total\{store="shopify:a",model="order",outcome="written"\} 9/,
    );
  });

  it('takes orders from whoever has the token, and from nobody else', async () => {
    const post = async (path: string, body: unknown, token?: string) => {
      const headers = {
        'content-type': 'application/json',
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      };
      const answer = await fetch(url + path, {
        method: 'POST',
        headers,
        body: JSON.stringify(body),
      });
      return { status: answer.status, body: await answer.json() };
    };
    for (const token of [undefined, '', 'the tokem', 'the token and more']) {
      assert.equal((await post('/admin/rejected/retry', {}, token)).status, 401);
    }
    assert.deepEqual(asked, []);
    const sync = await post('/admin/sync', { store: 'giftshop' }, 'the token');
    assert.deepEqual(sync, { status: 202, body: { stores: ['shopify:giftshop'] } });
    assert.equal((await post('/admin/rejected', { limit: -1 }, 'the token')).status, 400);
    await post('/admin/rejected/retry', { store: 'giftshop', keys: ['a'] }, 'the token');
    assert.deepEqual(asked, [['giftshop', ['a']]]);
    const wrongDay = { since: '31.1.2026', repair: 'nothing' };
    assert.equal((await post('/admin/verify', wrongDay, 'the token')).status, 400);
    const verify = await post('/admin/verify', { repair: 'nothing' }, 'the token');
    assert.equal(verify.status, 202);
    const found = await post('/admin/verify/state', verify.body as object, 'the token');
    assert.deepEqual(found.body, { state: 'done', results: [] });
    assert.equal((await post('/admin/verify/state', { id: 'none' }, 'the token')).body, null);
  });

  it('shows what stands in records to whoever has the token alone', async () => {
    const { status, text } = await get('/status');
    assert.equal(status, 200);
    assert.match(text, /"rejected":1/);
    assert.doesNotMatch(text, /no@body/);
    const ask = (headers: Record<string, string>) =>
      fetch(`${url}/admin/status`, { method: 'POST', headers });
    assert.equal((await ask({})).status, 401);
    assert.match(await (await ask({ authorization: 'Bearer the token' })).text(), /no@body/);
  });

  it('tells nothing about itself to strangers, and answers in JSON', async () => {
    const missing = await get('/nowhere');
    assert.equal(missing.status, 404);
    assert.equal(missing.headers.get('x-powered-by'), null);
    assert.equal(missing.headers.get('x-content-type-options'), 'nosniff');
    down = true;
    const failed = await get('/status');
    down = false;
    assert.equal(failed.status, 500);
    assert.doesNotMatch(failed.text, /no database/);
    assert.match(logged.join(''), /no database/);
  });
});
