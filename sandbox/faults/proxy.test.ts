import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, describe, it } from 'node:test';
import { startFaultProxy } from './index.ts';
import type { Fault, FaultProxy } from './index.ts';

const large = 'x'.repeat(300_000);

describe('the fault proxy', () => {
  let server: Server;
  let target: string;
  const received: { path: string; bytes: number; complete: boolean }[] = [];
  const proxies: FaultProxy[] = [];

  before(async () => {
    server = createServer((request, response) => {
      const entry = { path: request.url ?? '', bytes: 0, complete: false };
      received.push(entry);
      request.on('data', (bytes: Buffer) => (entry.bytes += bytes.length));
      request.on('end', () => (entry.complete = true));
      request.on('error', () => undefined);
      request.on('end', () => {
        if (request.url === '/large') response.end(large);
        else {
          response.setHeader('content-type', 'application/json');
          response.end(JSON.stringify({ instance_url: target, length: entry.bytes }));
        }
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    target = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });

  after(async () => {
    await Promise.all(proxies.map((proxy) => proxy.close()));
    server.close();
  });

  async function start(...faults: Fault[]): Promise<FaultProxy> {
    const proxy = await startFaultProxy({ target });
    proxies.push(proxy);
    for (const fault of faults) proxy.plan(fault);
    return proxy;
  }

  it('passes everything through and keeps clients on itself', async () => {
    const proxy = await start();
    const answer = await fetch(`${proxy.url}/token`, { method: 'POST', body: large });
    assert.deepEqual(await answer.json(), { instance_url: proxy.url, length: large.length });
    assert.equal(await (await fetch(`${proxy.url}/large`)).text(), large);
    assert.deepEqual(
      proxy.requests.map(({ method, path, status }) => [method, path, status]),
      [
        ['POST', '/token', 200],
        ['GET', '/large', 200],
      ],
    );
  });

  it('applies a fault to the n-th matching request, for as many as asked', async () => {
    const effect = { kind: 'answer', status: 503, headers: { 'retry-after': '7' } } as const;
    const proxy = await start({ method: 'GET', path: /^\/a/, nth: 2, times: 2, effect });
    const statuses = [];
    for (const path of ['/a', '/b', '/a', '/a', '/a']) {
      const answer = await fetch(proxy.url + path);
      await answer.text();
      statuses.push(answer.status);
    }
    assert.deepEqual(statuses, [200, 200, 503, 503, 200]);
  });

  it('answers in the middle of an upload', async () => {
    const effect = { kind: 'answer', status: 401, body: [{}], afterRequestBytes: 1000 } as const;
    const proxy = await start({ effect });
    const answer = await fetch(proxy.url, { method: 'PUT', body: large });
    assert.equal(answer.status, 401);
  });

  it('resets an upload half-way', async () => {
    const proxy = await start({ effect: { kind: 'reset-request', afterBytes: 100_000 } });
    await assert.rejects(fetch(`${proxy.url}/reset`, { method: 'PUT', body: large }));
    const seen = received.find(({ path }) => path === '/reset');
    assert.equal(seen?.complete ?? false, false);
  });

  it('resets and truncates a download half-way', async () => {
    const proxy = await start(
      { effect: { kind: 'reset-response', afterBytes: 100_000 } },
      { nth: 2, effect: { kind: 'truncate', afterBytes: 100_000 } },
    );
    const broken = await fetch(`${proxy.url}/large`);
    await assert.rejects(broken.text());
    const short = await fetch(`${proxy.url}/large`);
    assert.equal((await short.text()).length, 100_000);
  });

  it('loses an answer after the server has done its work', async () => {
    const proxy = await start({ effect: { kind: 'lose-answer' } });
    await assert.rejects(fetch(`${proxy.url}/lost`, { method: 'POST', body: 'abc' }));
    assert.equal(received.find(({ path }) => path === '/lost')?.complete, true);
  });

  it('hangs, delays and rewrites', async () => {
    const proxy = await start(
      { path: /hang/, effect: { kind: 'hang' } },
      { path: /delay/, effect: { kind: 'delay', ms: 30 } },
      { path: /rewrite/, effect: { kind: 'rewrite', body: () => '{"state":"Failed"}' } },
    );
    await assert.rejects(fetch(`${proxy.url}/hang`, { signal: AbortSignal.timeout(50) }));
    const started = performance.now();
    await (await fetch(`${proxy.url}/delay`)).text();
    assert.ok(performance.now() - started >= 25);
    assert.deepEqual(await (await fetch(`${proxy.url}/rewrite`)).json(), { state: 'Failed' });
  });
});
