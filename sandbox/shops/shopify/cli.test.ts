import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

const cli = fileURLToPath(new URL('./cli.ts', import.meta.url));
const run = (...args: string[]) =>
  spawn(process.execPath, [cli, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });

test('says where it is in one line and stops when told', async () => {
  const child = run('--demo', '--json');
  const [line] = (await once(createInterface({ input: child.stdout }), 'line')) as [string];
  const { url, accessToken, shopId } = JSON.parse(line) as Record<string, string>;
  assert.equal(shopId, '63002');
  const answer = await fetch(`${url}/admin/api/2026-10/graphql.json`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', 'X-Shopify-Access-Token': accessToken! },
    body: '{"query":"{ shop { name } }"}',
  });
  assert.deepEqual(((await answer.json()) as { data: unknown }).data, {
    shop: { name: 'Gift Shop UK' },
  });
  child.kill('SIGTERM');
  assert.deepEqual(await once(child, 'exit'), [0, null]);
});

test('says why it does not start', async () => {
  const child = run('--seed', 'missing.jsonl');
  const [message] = (await once(createInterface({ input: child.stderr }), 'line')) as [string];
  assert.match(message, /^The shop did not start: missing\.jsonl cannot be read/);
  assert.deepEqual(await once(child, 'exit'), [1, null]);
});
