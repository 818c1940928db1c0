import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { chromium } from 'playwright-core';
import { chromeFlags, findChrome } from './chrome.ts';

/** Ten seconds between two looks and a moment on the way, on a machine that has other things to do: milliseconds. */
const patience = 30_000;

interface Named {
  readonly Subject: string;
  readonly Description: string;
  readonly ContactId: string | null;
}

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

const chrome = findChrome();

describe('npm start', () => {
  let child: ChildProcess;
  let printed = '';
  let console: string;
  let service: string;
  let shop: string;

  before(async () => {
    const env = { ...process.env };
    delete env['CONSOLE_PORT'];
    delete env['PORT'];
    child = spawn(process.execPath, [path.join(import.meta.dirname, 'start.ts')], {
      env,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const up = Promise.withResolvers<void>();
    child.stdout!.setEncoding('utf8').on('data', (text: string) => {
      printed += text;
      if (/^Ctrl-C/m.test(printed)) up.resolve();
    });
    child.on('exit', () => up.reject(new Error(`ended before it was up:\n${printed}`)));
    await up.promise;
    const address = (name: string) => new RegExp(`^${name}: +(http://[^\\s/]+)`, 'm');
    [console = '', service = '', shop = ''] = ['Console', 'Middleware', 'Shop'].map(
      (name) => address(name).exec(printed)?.[1],
    );
  });

  // It ends what it began; where an assertion fails, nothing may stay behind.
  after(() => child.kill('SIGTERM'));

  const query = async <Row>(soql: string) => {
    const q = new URLSearchParams({ q: soql });
    const answer = await fetch(`${console}/services/data/v66.0/query?${q}`);
    return (await answer.json()) as { totalSize: number; records: Row[] };
  };
  const count = async (where = '') =>
    (await query(`SELECT COUNT() FROM Commerce_Order__c ${where}`)).totalSize;

  it('brings everything up without a terminal', async () => {
    assert.match(printed, /orders .*100 % {2}4,000 of 4,000/);
    const page = await fetch(console);
    assert.match(await page.text(), /<title>/);
    // An admin's rule refuses one.
    assert.equal(await count(), 3999);
    assert.ok((await count("WHERE Account__r.Name = 'Harrow & Finch Interiors Ltd'")) > 50);
    assert.equal((await fetch(`${service}/readyz`)).status, 200);
    const { links } = (await (await fetch(`${console}/console.json`)).json()) as { links: unknown };
    assert.deepEqual(links, [{ label: 'Gift Shop UK', url: shop }]);
  });

  it('has cases whose orders are those that they name', async () => {
    const { records } = await query<Named>('SELECT Subject, Description, ContactId FROM Case');
    assert.equal(records.length, 8);
    for (const { Subject, Description, ContactId } of records) {
      const number = /#\d+/.exec(`${Subject} ${Description}`)?.[0];
      if (number === undefined || ContactId === null) continue;
      const own = `WHERE Name = '${number}' AND Contact__c = '${ContactId}'`;
      assert.equal(await count(own), 1, `${number} in “${Subject}”`);
    }
  });

  it('brings an order from the shop into the org', async () => {
    await placeOrder(shop);
    const began = performance.now();
    while ((await count()) === 3999) {
      assert.ok(performance.now() - began < 10_000, 'the order is there within 10 s');
      await setTimeout(100);
    }
  });

  it(
    'shows an order that is placed on the shop’s page in the open panel',
    { skip: chrome ? false : 'no Chrome or Chromium: set CHROME_PATH' },
    async (t) => {
      const browser = await chromium.launch({ executablePath: chrome!, args: chromeFlags });
      t.after(() => browser.close());
      const context = await browser.newContext({ locale: 'en-GB' });
      const panel = await context.newPage();
      await panel.goto(`${console}/lightning/o/Case/list`);
      const row = panel.getByRole('row', { name: 'Emma Clarke' });
      await row.getByRole('rowheader').getByRole('link').click();
      const named = panel.getByRole('region', { name: 'Named in this case' });
      await named.getByRole('button').first().waitFor();

      const page = await context.newPage();
      await page.goto(shop);
      await page.getByLabel('Customer').selectOption({ label: 'Emma Clarke' });
      await page.getByLabel('Product').first().selectOption({ index: 1 });
      const began = performance.now();
      await page.getByRole('button', { name: 'Place the order' }).click();
      const told = await page.getByText(/Order #\d+ is placed/).innerText();
      const number = /#\d+/.exec(told)![0];
      await panel.getByRole('button', { name: number, exact: true }).waitFor({ timeout: patience });
      t.diagnostic(`${number} was in the panel after ${Math.round(performance.now() - began)} ms`);
      assert.equal(await named.getByRole('button', { name: /^#/ }).count(), 1);
    },
  );

  it('takes everything down again', async () => {
    child.kill('SIGTERM');
    const [code] = (await once(child, 'exit')) as [number | null];
    assert.equal(code, 0);
    await assert.rejects(fetch(`${service}/healthz`), 'the middleware has stopped');
    await assert.rejects(fetch(console), 'the page has stopped');
    assert.equal(isThere(child.pid!), false);
  });
});
