import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { chromium, type Browser, type Page } from 'playwright-core';
import { chromeFlags, findChrome } from '../../../console/chrome.ts';
import { violations } from '../../../console/browser.ts';
import { startShop, type Shop } from '../index.ts';
import { checkoutSeed, customerSeed, orderSeed, productSeed, testShop } from '../testing.ts';
import { html } from './html.ts';

const seed = [
  { ...customerSeed, lastName: '<Clarke> & "Co"' },
  productSeed,
  orderSeed(1),
  checkoutSeed(1),
];

test('what is no HTML is escaped', () => {
  const inner = html`<b title="${'"'}">${'<'}</b>`;
  assert.equal(html`${inner}${[1, '&']}${null}${false}`.text, '<b title="&quot;">&lt;</b>1&amp;');
});

test('only this machine may read it, and only the page itself change the shop', async (t) => {
  const { shop } = await testShop(t, { seed });
  const page = await fetch(shop.url);
  assert.equal(page.status, 200);
  const text = await page.text();
  assert.match(text, /&lt;Clarke&gt; &amp; &quot;Co&quot;/);
  assert.match(page.headers.get('content-security-policy') ?? '', /default-src 'self'/);
  for (const name of ['shop.css', 'shop.js'])
    assert.equal((await fetch(`${shop.url}/${name}`)).status, 200, name);
  const remove = (headers: Record<string, string>) =>
    fetch(`${shop.url}/act/orders/1001/delete`, { method: 'POST', headers, redirect: 'manual' });
  for (const [name, value] of [
    ['Origin', 'https://evil.example'],
    ['Origin', 'null'],
    ['Sec-Fetch-Site', 'cross-site'],
    ['Sec-Fetch-Site', 'same-site'],
  ] as const) {
    assert.equal((await remove({ [name]: value })).status, 403);
  }
  assert.ok(shop.store.orders.has('1001'));
  const done = await remove({ Origin: shop.url, 'Sec-Fetch-Site': 'same-origin' });
  assert.equal(done.status, 303);
  const back = new URL(done.headers.get('location')!, shop.url);
  assert.match(await (await fetch(back)).text(), /Order #1 is deleted\./);
  assert.doesNotMatch(await (await fetch(back)).text(), /is deleted/, 'told once');
});

const chrome = findChrome();

describe(
  'in a browser',
  { skip: chrome ? false : 'no Chrome or Chromium: set CHROME_PATH' },
  () => {
    let shop: Shop;
    let browser: Browser;
    let page: Page;
    const complaints: string[] = [];
    const told = () => page.locator('[data-told]').innerText();
    const press = (name: string) => page.getByRole('button', { name, exact: true }).first().click();

    before(async () => {
      shop = await startShop({ seed });
      browser = await chromium.launch({ executablePath: chrome!, args: chromeFlags });
      page = await browser.newPage({ locale: 'en-GB' });
      page.setDefaultTimeout(15_000);
      page.on(
        'console',
        (message) => void (message.type() === 'error' && complaints.push(message.text())),
      );
      page.on('pageerror', ({ message }) => complaints.push(message));
      page.on('dialog', (dialog) => dialog.accept());
      await page.goto(shop.url);
    });
    after(async () => {
      await browser?.close();
      await shop?.close();
    });

    test('a person places an order, sends it, has it delivered and pays part of it back', async () => {
      await page.getByLabel('Customer').selectOption('17850');
      await page.getByLabel('Product').first().selectOption('71');
      await page.getByLabel('Quantity').first().fill('3');
      assert.match(await page.locator('[data-total]').innerText(), /£30\.00/);
      await press('Place the order');
      // 30.00 and postage, and a fifth on top.
      assert.match(await told(), /Order #1001 is placed: £40\.74\./);
      assert.equal(await page.getByLabel('Customer').inputValue(), '17850');
      await press('Send all');
      assert.match(await told(), /Order #1001 is sent\./);
      await press('Mark as delivered');
      await page.getByLabel('How many of Mug').first().fill('1');
      await press('Refund chosen');
      assert.match(await told(), /£12\.00 of order #1001 paid back\./);
      const order = [...shop.store.orders.values()].at(-1)!;
      assert.deepEqual(
        [order.customerId, order.fulfillmentStatus, order.financialStatus, order.refunded],
        ['17850', 'FULFILLED', 'PARTIALLY_REFUNDED', '12'],
      );
      assert.equal(order.fulfillments[0]?.trackingCompany, 'Royal Mail');
      assert.ok(order.fulfillments[0]?.deliveredAt);
    });

    test('a guest leaves a cart and comes back to it', async () => {
      await page.goto(shop.url);
      await page.getByLabel('Guest’s e-mail address').fill('g@example.com');
      await page.getByLabel('Product').first().selectOption('71');
      await press('Leave the cart');
      assert.match(await told(), /Cart #9002 is left with £10\.00 in it\./);
      await page.getByRole('link', { name: 'Change it' }).first().click();
      await page.getByLabel('Quantity').first().fill('2');
      await press('Save the cart');
      assert.match(await told(), /Cart #9002 now holds £20\.00\./);
      await press('Buy what is in it');
      assert.match(await told(), /Cart #9002 became order #1002/);
      assert.ok(shop.store.checkouts.get('9002')?.completedAt);
    });

    test('what the shop does not allow is said, and an order is cancelled and deleted', async () => {
      await page.goto(`${shop.url}/?open=1001`);
      await press('Send chosen');
      assert.match(
        await page.getByRole('alert').innerText(),
        /Nothing of #1 is left|Choose what of #1/,
      );
      await page.goto(`${shop.url}/?q=%231002&open=${[...shop.store.orders.keys()].at(-1)}`);
      await press('Cancel');
      assert.match(await told(), /Order #1002 is cancelled\./);
      await press('Delete');
      assert.match(await told(), /Order #1002 is deleted\./);
      assert.deepEqual(complaints, []);
    });

    for (const width of [360, 1280]) {
      test(`is accessible and in one piece at ${width} px`, async () => {
        await page.setViewportSize({ width, height: 800 });
        await page.goto(`${shop.url}/?open=1001`);
        assert.deepEqual(await violations(page), []);
        const over = await page.evaluate('document.documentElement.scrollWidth - innerWidth');
        assert.equal(over, 0, 'nothing sticks out at the side');
      });
    }
  },
);
