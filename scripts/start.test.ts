import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { it } from 'node:test';
import { setTimeout } from 'node:timers/promises';

/** Whether a process with this id is there; signal 0 only asks. */
function isThere(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

/** As a person does on the shop's page: one of the first product for the first customer. */
async function placeOrder(shop: string): Promise<void> {
  const page = await (await fetch(shop)).text();
  const customer = /<option value="(\d+)"/.exec(page)![1]!;
  const variant = /<option\s+value="(\d+)"\s+data-price/.exec(page)![1]!;
  const form = { customer, variant, quantity: '1', do: 'order' };
  const answer = await fetch(`${shop}/act/orders`, {
    method: 'POST',
    body: new URLSearchParams(form),
  });
  assert.match(await answer.text(), /Order #5001 is placed/);
}

it('npm start brings everything up without a terminal, and takes it down again', async (t) => {
  const env = { ...process.env };
  delete env['CONSOLE_PORT'];
  delete env['PORT'];
  const child = spawn(process.execPath, [path.join(import.meta.dirname, 'start.ts')], {
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  // It ends what it began; where an assertion fails, nothing may stay behind.
  t.after(() => child.kill('SIGTERM'));
  let printed = '';
  const up = Promise.withResolvers<string>();
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    printed += text;
    const console = /^Console: (http:\/\/127\.0\.0\.1:\d+)$/m.exec(printed)?.[1];
    if (console) up.resolve(console);
  });
  child.on('exit', () => up.reject(new Error(`ended before it was up:\n${printed}`)));

  const console = await up.promise;
  assert.match(printed, /orders .*100 % {2}4,000 of 4,000/);
  const page = await fetch(console);
  assert.match(await page.text(), /<title>/);
  const count = async (where = '') => {
    const q = `SELECT COUNT() FROM Commerce_Order__c ${where}`;
    const counted = await fetch(
      `${console}/services/data/v66.0/query?${new URLSearchParams({ q })}`,
    );
    return ((await counted.json()) as { totalSize: number }).totalSize;
  };
  assert.equal(await count(), 4000);
  assert.ok((await count("WHERE Account__r.Name = 'Harrow & Finch Interiors Ltd'")) > 50);
  const service = /^Middleware: +(http:\S+)\/status$/m.exec(printed)![1]!;
  assert.equal((await fetch(`${service}/readyz`)).status, 200);

  const shop = /^Shop: +(http:\S+)/m.exec(printed)![1]!;
  const { links } = (await (await fetch(`${console}/console.json`)).json()) as { links: unknown };
  assert.deepEqual(links, [{ label: 'Gift Shop UK', url: shop }]);
  await placeOrder(shop);
  const began = performance.now();
  while ((await count()) === 4000) {
    assert.ok(performance.now() - began < 10_000, 'the order is there within 10 s');
    await setTimeout(100);
  }

  child.kill('SIGTERM');
  const [code] = (await once(child, 'exit')) as [number | null];
  assert.equal(code, 0);
  await assert.rejects(fetch(`${service}/healthz`), 'the middleware has stopped');
  await assert.rejects(fetch(console), 'the page has stopped');
  assert.equal(isThere(child.pid!), false);
});
