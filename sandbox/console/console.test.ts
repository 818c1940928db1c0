import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';
import type { Browser, Page } from 'playwright-core';
import { chromeFlags, findChrome } from './chrome.ts';
import { startConsole } from './server.ts';
import type { RunningConsole } from './server.ts';
import { lockOut, startFilledOrg } from './testing.ts';
import type { FilledOrg } from './testing.ts';

const chrome = findChrome();
const built = existsSync(new URL('../../dist/console/index.html', import.meta.url));
const reason =
  chrome === undefined ? 'no Chrome or Chromium: set CHROME_PATH' : 'run npm run build first';
const skip = chrome === undefined || !built ? reason : false;
const screenshots = fileURLToPath(new URL('../../dist/screenshots/', import.meta.url));
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

const wide = { width: 1280, height: 900 };
/** One column, wide enough for the lines to stand in a table. */
const medium = { width: 760, height: 900 };
/** A column of 280 px between the page's margins. */
const narrow = { width: 304, height: 900 };

/** The order history's list, in the order of the screen. */
const numbers = (page: Page) => page.getByRole('button', { name: /^#\d+$/ });

async function violations(page: Page): Promise<string[]> {
  await page.evaluate(axe);
  const found = (await page.evaluate('axe.run(document, { resultTypes: ["violations"] })')) as {
    violations: { id: string; nodes: { html: string; failureSummary: string }[] }[];
  };
  return found.violations.flatMap(({ id, nodes }) =>
    nodes.map(({ html, failureSummary }) => `${id}: ${html.slice(0, 200)} ${failureSummary}`),
  );
}

describe('console', { skip }, () => {
  let org: FilledOrg;
  let running: RunningConsole;
  let browser: Browser;
  let page: Page;
  let complaints: string[];

  const shot = (name: string) => page.screenshot({ path: join(screenshots, `${name}.png`) });
  const open = async (account: keyof FilledOrg['accounts'], viewport = wide) => {
    await page.setViewportSize(viewport);
    await page.goto(`${running.url}/lightning/r/Account/${org.accounts[account]}/view`);
  };

  const openRecord = async (object: string, id: string, viewport = narrow) => {
    await page.setViewportSize(viewport);
    await page.goto(`${running.url}/lightning/r/${object}/${id}/view`);
  };
  const whole = (name: string) =>
    page.screenshot({ path: join(screenshots, `${name}.png`), fullPage: true });
  const history = () => page.locator('c-commerce-order-history');
  const value = () => page.locator('c-commerce-lifetime-value');

  before(async () => {
    mkdirSync(screenshots, { recursive: true });
    org = await startFilledOrg();
    running = await startConsole({
      orgUrl: org.url,
      token: async () => org.users.agent.accessToken,
    });
    browser = await chromium.launch({ executablePath: chrome ?? '', args: chromeFlags });
    page = await browser.newPage({ locale: 'en-GB', timezoneId: 'Europe/London' });
    page.setDefaultTimeout(15_000);
    page.on('pageerror', ({ message }) => complaints.push(message));
    page.on('console', (message) => {
      if (message.type() === 'error') complaints.push(message.text());
    });
    complaints = [];
  });

  after(async () => {
    await browser?.close();
    await running?.close();
    await org?.close();
  });

  test('starts from a list of accounts, those who bought most first', async () => {
    await page.setViewportSize(wide);
    await page.goto(running.url);
    const row = page.getByRole('row', { name: /Lantern & Sons Wholesale/ });
    await row.waitFor();
    assert.match(await row.innerText(), /45/);
    assert.match(await page.getByRole('row').nth(1).innerText(), /Lantern & Sons/);
    await shot('accounts');
    assert.deepEqual(await violations(page), []);

    await page.getByRole('searchbox').fill('van der');
    await row.waitFor({ state: 'detached' });
    await page.getByRole('link', { name: 'Ada van der Berg' }).click();
    await page.getByRole('heading', { name: /Ada van der Berg/ }).waitFor();
  });

  test('draws the record page with the panel where the FlexiPage puts it', async () => {
    await open('regular');
    await numbers(page).first().waitFor();
    assert.equal(await numbers(page).first().innerText(), '#1045');
    assert.equal(await page.getByRole('heading', { name: /Orders \(20\+\)/ }).count(), 1);
    const text = await page.locator('.region_sidebar').innerText();
    for (const expected of [
      'as of 2 min ago',
      '£10,786.50',
      'Delivered',
      '3 days ago',
      '705 items',
    ])
      assert.ok(text.includes(expected), `${expected} in ${text}`);
    await shot('record');
    assert.deepEqual(await violations(page), []);
  });

  test('pages through all orders, each once, newest first', async () => {
    await open('regular');
    const more = page.getByRole('button', { name: 'Show more', exact: true });
    await more.click();
    await numbers(page).nth(39).waitFor();
    await more.click();
    await numbers(page).nth(44).waitFor();
    await more.waitFor({ state: 'detached' });
    const shown = await numbers(page).allInnerTexts();
    assert.deepEqual([...shown].sort(), [...new Set(shown)].sort());
    assert.equal(shown.length, 45);
    assert.equal(shown.at(-1), '#1001');
    assert.equal(await page.getByRole('heading', { name: 'Orders (45)' }).count(), 1);
  });

  for (const [name, viewport] of Object.entries({ wide, medium, narrow })) {
    test(`opens an order of 705 lines: ten, then more (${name})`, async () => {
      await open('regular', viewport);
      await page.getByRole('button', { name: '#1045' }).click();
      const lines = page.getByRole('table', { name: 'Lines of order #1045' }).getByRole('row');
      await lines.nth(10).waitFor();
      assert.equal(await lines.count(), 11);
      assert.match(
        await lines.nth(1).innerText(),
        /Regency cakestand.*85123A.*6.*£2\.55.*£15\.30/s,
      );
      await shot(`lines-${name}`);
      assert.deepEqual(await violations(page), []);
      await page.getByRole('button', { name: 'Show more (10 of 705)' }).click();
      await lines.nth(60).waitFor();
      await page.getByRole('button', { name: 'Show more (60 of 705)' }).waitFor();
    });
  }

  test('reaches the last of 705 lines', async () => {
    await open('regular');
    await page.getByRole('button', { name: '#1045' }).click();
    const lines = history().getByRole('table').getByRole('row');
    for (let shown = 10; shown < 705; shown += 50) {
      await page.getByRole('button', { name: `Show more (${shown} of 705)` }).click();
    }
    await lines.nth(705).waitFor();
    assert.equal(await lines.count(), 706);
  });

  test('names currencies where there are two, and old days by their date', async () => {
    await open('abroad', narrow);
    await numbers(page).nth(1).waitFor();
    const text = await page.locator('.region_sidebar').innerText();
    assert.match(text, /GBP\s139\.12/);
    assert.match(text, /EUR\s77\.40/);
    assert.match(text, /1 Dec 2010/);
    assert.equal(await page.getByTitle('1 December 2010 at 08:26').count(), 1);
    await shot('currencies-narrow');
    assert.deepEqual(await violations(page), []);
  });

  test('says what an empty list waits for', async () => {
    await open('empty', narrow);
    await page.getByText('No value yet.').waitFor();
    await page
      .getByText('No orders yet. Gift Shop UK has been connected since 3 Mar 2026.')
      .waitFor();
    await shot('empty-narrow');
    assert.deepEqual(await violations(page), []);
  });

  for (const [name, viewport] of Object.entries({ wide, narrow })) {
    test(`adds up what the customers of an account are worth (${name})`, async () => {
      await open('regular', viewport);
      await value().getByText('£6,214.80').waitFor();
      const text = await value().innerText();
      for (const expected of ['34', '£182.79', '9 days ago', '-£212.40 refunded (3.3%)'])
        assert.ok(text.includes(expected), `${expected} in ${text}`);
      assert.equal(await value().getByRole('radio').count(), 12);
      await value().getByRole('radio').last().focus();
      await page.keyboard.press('ArrowLeft');
      await value()
        .getByText(/: £310\.20 · \d orders/)
        .waitFor();
      await value().getByRole('button', { name: 'What is this made of?' }).click();
      const rows = value().getByRole('table', { name: 'What is this made of?' }).getByRole('row');
      assert.deepEqual(
        (await rows.allInnerTexts()).slice(1).map((row) => row.split(/\s*\t\s*/)),
        [
          ['Placed', '35', '£6,477.30'],
          ['Cancelled', '1', '-£50.10'],
          ['Refunded', '1', '-£212.40'],
          ['Lifetime value', '34', '£6,214.80'],
        ],
      );
      await shot(`value-${name}`);
      assert.deepEqual(await violations(page), []);
      await value().getByRole('button', { name: 'Show as a table' }).click();
      const months = value().getByRole('table', { name: 'Last 12 months' }).getByRole('row');
      assert.equal(await months.count(), 13);
      assert.deepEqual(await violations(page), []);
    });
  }

  for (const [name, viewport] of Object.entries({ wide, medium, narrow })) {
    test(`tells everything of an order (${name})`, async () => {
      await openRecord('Contact', org.contact, viewport);
      await page.getByRole('button', { name: '#2001' }).click();
      const details = page.locator('c-commerce-order-details');
      await details.getByText('Discount (WELCOME10)').waitFor();
      await details.getByText('no longer in the order').waitFor();
      const text = await details.innerText();
      for (const expected of [
        '-£15.00',
        'In transit',
        'DHL Parcel International',
        'One lantern arrived broken',
        '6 × Regency cakestand 3 tier',
        'Keizersgracht 12',
      ])
        assert.ok(text.includes(expected), `${expected} in ${text}`);
      const tracking = details.getByRole('link', { name: /00340434161094022115/ });
      assert.match((await tracking.getAttribute('href')) ?? '', /^https:/);
      await whole(`details-${name}`);
      assert.deepEqual(await violations(page), []);
    });
  }

  test('copies a tracking number', async () => {
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await openRecord('Contact', org.contact);
    await page.getByRole('button', { name: '#2001' }).click();
    await page.getByRole('button', { name: 'Copy tracking number' }).click();
    await page.getByRole('button', { name: 'Copied' }).waitFor();
    assert.equal(await page.evaluate('navigator.clipboard.readText()'), '00340434161094022115');
  });

  test('keeps two currencies apart', async () => {
    await open('abroad', narrow);
    await value().getByRole('heading', { name: 'EUR' }).waitFor();
    assert.match(await value().innerText(), /GBP\s123\.82.*EUR\s77\.40/s);
    await whole('value-currencies-narrow');
    assert.deepEqual(await violations(page), []);
  });

  test("shows the contact's shopping on a case, the account's where there is none", async () => {
    await openRecord('Case', org.cases.withContact, wide);
    await numbers(page).first().waitFor();
    assert.deepEqual(await numbers(page).allInnerTexts(), ['#2001']);
    await shot('case');
    await openRecord('Case', org.cases.withAccount);
    await page.getByText("Showing the account's orders").waitFor();
    await page.getByText("Showing the account's value").waitFor();
    await numbers(page).nth(1).waitFor();
    await whole('case-account-narrow');
    assert.deepEqual(await violations(page), []);
    await openRecord('Case', org.cases.withNobody);
    await page.getByText('This case names no contact').nth(1).waitFor();
    await shot('case-nobody-narrow');
  });

  test('finds orders by number, product, status and period', async () => {
    await open('regular', narrow);
    await numbers(page).first().waitFor();
    await page.getByRole('searchbox').fill('1017');
    await page.getByRole('heading', { name: 'Orders (1)' }).waitFor();
    assert.deepEqual(await numbers(page).allInnerTexts(), ['#1017']);
    await page.getByRole('searchbox').fill('cakestand');
    await page.getByRole('button', { name: '#1045' }).waitFor();
    await page.getByRole('searchbox').fill('');
    await page.getByRole('heading', { name: 'Orders (20+)' }).waitFor();
    await page.getByRole('combobox', { name: 'Status' }).click();
    await page.getByRole('option', { name: 'On hold' }).click();
    await page.getByRole('heading', { name: 'Orders (9)' }).waitFor();
    await page.mouse.move(0, 0);
    await shot('filters-narrow');
    assert.deepEqual(await violations(page), []);
    await page.getByRole('searchbox').fill('nothing like it');
    await page.getByText('No orders match.').waitFor();
    await page.getByRole('button', { name: 'Clear filters' }).click();
    await page.getByRole('heading', { name: 'Orders (20+)' }).waitFor();
  });

  test('refreshes: a new order stands on top', async () => {
    await open('empty');
    await page.getByText('No orders yet').waitFor();
    const session = org.org.systemSession();
    const columns = ['Name', 'External_Id__c', 'Account__c', 'Placed_At__c', 'Status__c'];
    const row = [
      '#9001',
      'shopify:giftshop:9001',
      org.accounts.empty,
      new Date().toISOString(),
      'open',
    ];
    org.org.save(session, {
      object: 'Commerce_Order__c',
      operation: 'insert',
      columns,
      rows: [row],
    });
    await history().getByRole('button', { name: 'Refresh' }).click();
    await numbers(page).first().waitFor();
    assert.equal(await numbers(page).first().innerText(), '#9001');
  });

  test('nothing complained', () => assert.deepEqual(complaints, []));

  test('keeps the rows when the org fails, and tries again', async () => {
    await open('regular', narrow);
    await numbers(page).first().waitFor();
    await page.route('**/graphql', (route) => route.abort());
    await history().getByRole('button', { name: 'Refresh' }).click();
    await page.getByText('could not be brought up to date').waitFor();
    assert.equal(await numbers(page).count(), 20);
    await shot('stale-narrow');
    assert.deepEqual(await violations(page), []);
    await page.unroute('**/graphql');
    await history().getByRole('button', { name: 'Try again' }).click();
    await history().getByRole('alert').waitFor({ state: 'detached' });
  });

  test('says what to do when nothing can be read', async () => {
    await page.route('**/graphql', (route) => route.abort());
    await open('regular', narrow);
    await page.getByText('The orders could not be loaded.').waitFor();
    await shot('error-narrow');
    await page.unroute('**/graphql');
    await history().getByRole('button', { name: 'Try again' }).click();
    await numbers(page).first().waitFor();
  });

  test('says who can help a user without access', async () => {
    lockOut(org);
    await open('regular', narrow);
    await page.getByText('You have no access to orders.').waitFor();
    await shot('locked-narrow');
    assert.deepEqual(await violations(page), []);
  });
});
