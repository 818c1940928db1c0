import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { createServer, request } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, describe, test } from 'node:test';
import { startConsole } from './server.ts';
import type { RunningConsole } from './server.ts';

const built = existsSync(new URL('../../dist/console/index.html', import.meta.url));

describe('console server', { skip: built ? false : 'run npm run build first' }, () => {
  const seen: { url?: string; method?: string; authorization?: string; body: string }[] = [];
  let org: Server;
  let running: RunningConsole;

  before(async () => {
    org = createServer((incoming, answer) => {
      let body = '';
      incoming.on('data', (chunk) => (body += chunk));
      incoming.on('end', () => {
        const { url, method, headers } = incoming;
        seen.push({ url, method, authorization: headers.authorization, body });
        answer.writeHead(url?.includes('missing') ? 404 : 200, {
          'content-type': 'application/json',
        });
        answer.end('{"ok":true}');
      });
    });
    await new Promise<void>((resolve) => org.listen(0, '127.0.0.1', resolve));
    let turn = 0;
    running = await startConsole({
      orgUrl: `http://127.0.0.1:${(org.address() as AddressInfo).port}`,
      token: async () => `token-${++turn}`,
      links: [{ label: 'Shop', url: 'http://127.0.0.1:1' }],
    });
  });

  after(async () => {
    await running.close();
    org.close();
  });

  test("passes requests on with the user's token, asked for anew each time", async () => {
    const body = '{"query":"{ uiapi }"}';
    const headers = { 'content-type': 'application/json', cookie: 'a=b' };
    await fetch(`${running.url}/services/data/v66.0/graphql`, { method: 'POST', headers, body });
    const missing = await fetch(`${running.url}/services/data/v66.0/missing?q=a%20b`);
    assert.deepEqual(seen, [
      {
        url: '/services/data/v66.0/graphql',
        method: 'POST',
        authorization: 'Bearer token-1',
        body,
      },
      {
        url: '/services/data/v66.0/missing?q=a%20b',
        method: 'GET',
        authorization: 'Bearer token-2',
        body: '',
      },
    ]);
    assert.equal(missing.status, 404);
    assert.deepEqual(await missing.json(), { ok: true });
  });

  test('serves the page for every address of the app, SLDS and the links', async () => {
    for (const path of ['/', '/lightning/r/Account/001000000000001AAA/view']) {
      const page = await fetch(running.url + path);
      assert.match(await page.text(), /<title>Orderlens<\/title>/);
      assert.match(page.headers.get('content-security-policy') ?? '', /default-src 'self'/);
    }
    const slds = await fetch(
      `${running.url}/slds/styles/salesforce-lightning-design-system.min.css`,
    );
    assert.equal(slds.status, 200);
    await slds.body?.cancel();
    const { links } = (await (await fetch(`${running.url}/console.json`)).json()) as {
      links: unknown;
    };
    assert.deepEqual(links, [{ label: 'Shop', url: 'http://127.0.0.1:1' }]);
  });

  test('does not speak for another site, nor under another name', async () => {
    const foreign = await fetch(`${running.url}/services/x`, {
      method: 'POST',
      headers: { 'sec-fetch-site': 'cross-site' },
    });
    assert.equal(foreign.status, 403);
    const status = await new Promise((resolve, reject) => {
      const options = { headers: { host: 'evil.example' } };
      const asked = request(`${running.url}/services/x`, options, (answer) => {
        answer.resume();
        resolve(answer.statusCode);
      });
      asked.on('error', reject).end();
    });
    assert.equal(status, 403);
    assert.equal(seen.length, 2);
  });

  test('says which org does not answer', async () => {
    const alone = await startConsole({ orgUrl: 'http://127.0.0.1:1', accessToken: 't' });
    const answer = await fetch(`${alone.url}/services/data`);
    assert.equal(answer.status, 502);
    assert.match(await answer.text(), /The org at http:\/\/127\.0\.0\.1:1 does not answer/);
    await alone.close();
  });
});
