import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Page } from 'playwright-core';
import {
  history,
  medium,
  narrow,
  numbers,
  openConsole,
  skip,
  violations,
  wide,
} from './browser.ts';
import type { OpenConsole } from './browser.ts';
import { lockOut } from './testing.ts';
import type { FilledOrg } from './testing.ts';

describe('console', { skip }, () => {
  let opened: OpenConsole;
  let org: FilledOrg;
  let page: Page;

  const shot = (name: string) => opened.shot(name);
  const open = (account: keyof FilledOrg['accounts'], viewport = wide) =>
    opened.open('Account', org.accounts[account], viewport);

  before(async () => {
    opened = await openConsole();
    ({ org, page } = opened);
  });

  after(() => opened?.close());

  test('starts from a list of accounts, those who bought most first', async () => {
    await page.setViewportSize(wide);
    await page.goto(opened.url);
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
    assert.equal(await page.getByRole('heading', { name: /Orders \(5\+\)/ }).count(), 1);
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
    await numbers(page).nth(24).waitFor();
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
    const lines = history(page).getByRole('table').getByRole('row');
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

  test('finds orders by number, product, status and period', async () => {
    await open('regular', narrow);
    await numbers(page).first().waitFor();
    await page.getByRole('searchbox').fill('1017');
    await page.getByRole('heading', { name: 'Orders (1)' }).waitFor();
    assert.deepEqual(await numbers(page).allInnerTexts(), ['#1017']);
    await page.getByRole('searchbox').fill('cakestand');
    await page.getByRole('button', { name: '#1045' }).waitFor();
    await page.getByRole('searchbox').fill('');
    await page.getByRole('heading', { name: 'Orders (5+)' }).waitFor();
    await page.getByRole('combobox', { name: 'Status' }).click();
    await page.getByRole('option', { name: 'On hold' }).click();
    await page.getByRole('heading', { name: 'Orders (9)' }).waitFor();
    await page.mouse.move(0, 0);
    await shot('filters-narrow');
    assert.deepEqual(await violations(page), []);
    await page.getByRole('searchbox').fill('nothing like it');
    await page.getByText('No orders match.').waitFor();
    await page.getByRole('button', { name: 'Clear filters' }).click();
    await page.getByRole('heading', { name: 'Orders (5+)' }).waitFor();
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
    await history(page).getByRole('button', { name: 'Get the latest from the shop' }).click();
    await numbers(page).first().waitFor();
    assert.equal(await numbers(page).first().innerText(), '#9001');
  });

  test('nothing complained', () => assert.deepEqual(opened.complaints, []));

  test('keeps the rows when the org fails, and tries again', async () => {
    await open('regular', narrow);
    await numbers(page).first().waitFor();
    await page.route('**/graphql', (route) => route.abort());
    await history(page).getByRole('button', { name: 'Get the latest from the shop' }).click();
    await page.getByText('could not be brought up to date').waitFor();
    assert.equal(await numbers(page).count(), 5);
    await shot('stale-narrow');
    assert.deepEqual(await violations(page), []);
    await page.unroute('**/graphql');
    await history(page).getByRole('button', { name: 'Try again' }).click();
    await history(page).getByRole('alert').waitFor({ state: 'detached' });
  });

  test('says what to do when nothing can be read', async () => {
    await page.route('**/graphql', (route) => route.abort());
    await open('regular', narrow);
    await page.getByText('The orders could not be loaded.').waitFor();
    await shot('error-narrow');
    await page.unroute('**/graphql');
    await history(page).getByRole('button', { name: 'Try again' }).click();
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
