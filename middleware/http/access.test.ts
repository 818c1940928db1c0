import assert from 'node:assert/strict';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { after, describe, it } from 'node:test';
import type { AppDeps } from './deps.ts';
import { appFor, token } from './fixtures/app.ts';
import { usualLimits } from './limits.ts';
import { isIn, isLoopbackHost, isSubnet, listOf, localOnly } from './settings.ts';

const open: { close(): void }[] = [];
after(() => open.forEach((server) => server.close()));

async function started(given: Partial<AppDeps> = {}) {
  const { app, orders, logged } = appFor(given);
  const server = app.listen(0, '127.0.0.1');
  open.push(server);
  if (!server.listening) await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const ask = async (path: string, init: RequestInit = {}) => {
    const answer = await fetch(url + path, init);
    return { status: answer.status, headers: answer.headers, text: await answer.text() };
  };
  return { ask, orders, logged };
}

const order = (body = '{}', headers: Record<string, string> = {}): RequestInit => ({
  method: 'POST',
  headers: { authorization: `Bearer ${token}`, ...headers },
  body,
});
const inner = ['/status', '/metrics', '/admin/status'];
const from = (address: string) => ({ headers: { 'x-forwarded-for': address } });

describe('who may ask for what', () => {
  it('strangers have no inner page, with the token or without', async () => {
    const access = { ...localOnly, trustProxy: 1 };
    const { ask, orders } = await started({ access });
    for (const page of inner) {
      assert.equal((await ask(page, from('203.0.113.9'))).status, 404);
      const asked = await ask(page, order('{}', { 'x-forwarded-for': '203.0.113.9' }));
      assert.equal(asked.status, 404);
    }
    assert.deepEqual(orders, []);
    assert.equal((await ask('/status', from('127.0.0.1'))).status, 200);
    assert.equal((await ask('/status')).status, 200);
    assert.equal((await ask('/healthz', from('203.0.113.9'))).status, 200);
  });

  it('a proxy that nobody told us of does not make strangers neighbours', async () => {
    const { ask } = await started();
    for (const page of inner) {
      assert.equal((await ask(page, from('127.0.0.1'))).status, 404);
      const forwarded = { headers: { forwarded: 'for=127.0.0.1' } };
      assert.equal((await ask(page, forwarded)).status, 404);
    }
  });

  it('subnets that are told may, and more proxies than are trusted are not believed', async () => {
    const access = { ...localOnly, trustProxy: 1, adminFrom: ['10.0.0.0/8'] };
    const { ask } = await started({ access });
    assert.equal((await ask('/metrics', from('10.2.3.4'))).status, 200);
    assert.equal((await ask('/metrics', from('11.2.3.4'))).status, 404);
    assert.equal((await ask('/metrics', from('10.2.3.4, 203.0.113.9'))).status, 404);
  });

  it('a token of its own opens the admin pages from elsewhere, and a near miss does not', async () => {
    const adminToken = 'another token, long enough for anybody';
    const { ask, orders } = await started({ access: { ...localOnly, adminToken } });
    const asWith = (given: string) => order('{}', { authorization: `Bearer ${given}` });
    assert.equal((await ask('/admin/sync', asWith(adminToken))).status, 202);
    assert.equal((await ask('/admin/sync', asWith(token))).status, 202);
    for (const wrong of [adminToken.slice(1), `${adminToken} `, adminToken.toUpperCase(), '']) {
      const { status } = await ask('/admin/sync', asWith(`${wrong}x`));
      assert.equal(status, 401);
    }
    assert.equal(orders.length, 2);
  });
});

describe('what is asked wrongly', () => {
  it('gets its status, and no word of where or why', async () => {
    const { ask, orders, logged } = await started();
    const wrong: readonly [string, RequestInit, number][] = [
      ['/admin/sync', order('{"store"'), 400],
      ['/admin/sync', order('store=x', { 'content-type': 'text/plain' }), 400],
      ['/admin/sync', order('{"stor":"x"}'), 400],
      ['/admin/sync', order('{"store":{"__proto__":1}}'), 400],
      ['/admin/rejected/retry', order(JSON.stringify({ keys: ['x'.repeat(1_100_000)] })), 413],
      ['/admin/sync', order('{}', { 'content-encoding': 'br' }), 400],
      ['/admin/sync', { headers: { authorization: `Bearer ${token}` } }, 405],
      ['/admin/nothing', order(), 404],
      ['/webhooks/giftshop', {}, 405],
      ['/webhooks/other', {}, 404],
      ['/webhooks/%E0%A4%A', { method: 'POST' }, 400],
      [
        '/webhooks/giftshop',
        { method: 'POST', body: 'x', headers: { 'content-encoding': 'gzip' } },
        415,
      ],
      ['/healthz', { method: 'POST' }, 405],
      ['/status', { method: 'DELETE' }, 405],
      ['/%', {}, 404],
    ];
    for (const [path, init, expected] of wrong) {
      const { status, text } = await ask(path, init);
      assert.equal(status, expected, `${path}: ${text}`);
      assert.doesNotMatch(text, /at |node_modules|SyntaxError|stack|Express/);
    }
    assert.deepEqual(orders, []);
    assert.deepEqual(
      logged.filter((line) => line.includes('"level":50')),
      [],
    );
    assert.equal((await ask('/healthz', { method: 'POST' })).headers.get('allow'), 'GET');
  });
});

describe('too many requests', () => {
  const deliver = { method: 'POST', body: '{}', headers: { 'x-signature': 'right' } };

  it('are answered with 429 and when to come back; other addresses and pages go on', async () => {
    const limits = { ...usualLimits, deliveries: 3, admin: 2, pages: 2 };
    const { ask } = await started({ limits, access: { ...localOnly, trustProxy: 1 } });
    const statuses = async (path: string, init: RequestInit, times: number) => {
      const all = [];
      for (let n = 0; n < times; n += 1) all.push((await ask(path, init)).status);
      return all;
    };
    assert.deepEqual(await statuses('/webhooks/giftshop', deliver, 4), [200, 200, 200, 429]);
    const limited = await ask('/webhooks/giftshop', deliver);
    const seconds = Number(limited.headers.get('retry-after'));
    assert.ok(seconds >= 1 && seconds <= 60, String(seconds));
    const elsewhere = {
      ...deliver,
      headers: { ...deliver.headers, ...from('198.51.100.7').headers },
    };
    assert.deepEqual(await statuses('/webhooks/giftshop', elsewhere, 1), [200]);
    assert.deepEqual(await statuses('/admin/status', order(), 3), [200, 200, 429]);
    assert.deepEqual(await statuses('/nowhere', {}, 3), [404, 404, 429]);
    assert.deepEqual(await statuses('/healthz', {}, 5), [200, 200, 200, 200, 200]);
  });

  it('with a wrong token or signature are few, whatever is right is not counted', async () => {
    const limits = { ...usualLimits, refusedAdmin: 2, refusedDeliveries: 2 };
    const { ask } = await started({ limits });
    for (let n = 0; n < 5; n += 1) {
      assert.equal((await ask('/webhooks/giftshop', deliver)).status, 200);
      assert.equal((await ask('/admin/status', order())).status, 200);
    }
    const forged = { method: 'POST', body: '{}' };
    const wrong = order('{}', { authorization: 'Bearer wrong' });
    for (const expected of [401, 401, 429]) {
      assert.equal((await ask('/webhooks/giftshop', forged)).status, expected);
      assert.equal((await ask('/admin/status', wrong)).status, expected);
    }
  });
});

describe('an address', () => {
  it('is in a subnet or not, in both of its families', () => {
    const list = listOf(['10.0.0.0/8', '2001:db8::/32', '192.0.2.1']);
    for (const inside of ['10.9.8.7', '::ffff:10.9.8.7', '2001:db8::1', '192.0.2.1']) {
      assert.ok(isIn(list, inside), inside);
    }
    for (const outside of ['11.0.0.1', '::1', '192.0.2.2', '', 'x', undefined]) {
      assert.ok(!isIn(list, outside), outside);
    }
    for (const wrong of ['10.0.0.0/33', '10.0.0', 'x/8', '10.0.0.0/8/8', '10.0.0.0/', '::/129']) {
      assert.ok(!isSubnet(wrong), wrong);
    }
    assert.deepEqual(
      ['localhost', '127.1.2.3', '::1', '[::1]', '0.0.0.0', '::', 'example.com'].map(
        isLoopbackHost,
      ),
      [true, true, true, true, false, false, false],
    );
  });
});
