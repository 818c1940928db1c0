import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Page } from 'playwright-core';
import { openConsole, skip, violations, wide } from './browser.ts';
import type { OpenConsole } from './browser.ts';
import { insert } from './rows.ts';
import { lockOut } from './testing.ts';

const phone = { width: 360, height: 800 };

describe('console: lists and tabs', { skip }, () => {
  let opened: OpenConsole;
  let page: Page;

  const tabs = () => page.getByRole('navigation', { name: 'App' });
  const tab = (name: string) => tabs().getByRole('link', { name, exact: true });
  const current = () => tabs().locator('[aria-current="page"]').innerText();
  const rows = (list: string) =>
    page
      .getByRole('table', { name: list })
      .getByRole('row')
      .filter({ has: page.locator('td') });
  const go = async (viewport: typeof wide, path = '/') => {
    await page.setViewportSize(viewport);
    await page.goto(opened.url + path);
  };

  before(async () => {
    opened = await openConsole();
    ({ page } = opened);
  });

  after(() => opened?.close());

  for (const [name, viewport] of Object.entries({ wide, phone })) {
    test(`goes from tab to tab (${name})`, async () => {
      await go(viewport);
      await rows('Accounts').first().waitFor();
      assert.equal(await current(), 'Accounts');
      assert.match(
        await rows('Accounts').first().innerText(),
        /Lantern & Sons.*Most orders.*An order of 705 lines.*45/s,
      );
      await opened.shot(`list-accounts-${name}`);
      assert.deepEqual(await violations(page), []);

      await tab('Contacts').click();
      await rows('Contacts').first().waitFor();
      assert.equal(await current(), 'Contacts');
      const [contact = ''] = await rows('Contacts').allInnerTexts();
      assert.match(contact, /Ada van der Berg.*Ada van der Berg.*ada@example\.com/s);
      await opened.shot(`list-contacts-${name}`);
      assert.deepEqual(await violations(page), []);

      await tab('Cases').click();
      await rows('Cases').first().waitFor();
      const cases = await rows('Cases').allInnerTexts();
      assert.deepEqual(
        cases.map((text) => /Wrong number|Invoice|Where is my parcel/.exec(text)?.[0]),
        ['Wrong number', 'Invoice', 'Where is my parcel'],
      );
      assert.match(cases.at(-1) ?? '', /00000001.*Ada van der Berg.*New/s);
      await opened.shot(`list-cases-${name}`);
      assert.deepEqual(await violations(page), []);
      const over = await page.evaluate('document.documentElement.scrollWidth - innerWidth');
      assert.equal(over, 0, 'nothing sticks out at the side');
    });
  }

  test('a record keeps its tab until it is closed', async () => {
    await go(wide, '/lightning/o/Case/list');
    await page.getByRole('link', { name: '00000001' }).click();
    await page.getByRole('heading', { name: /00000001/ }).waitFor();
    await tab('00000001').waitFor();
    assert.equal(await current(), '00000001');
    assert.match(await page.title(), /^00000001 \| Case/);
    await tab('Accounts').click();
    await rows('Accounts').first().waitFor();
    assert.equal(await current(), 'Accounts');
    await tab('00000001').click();
    await page.getByRole('heading', { name: /00000001/ }).waitFor();
    await page.goBack();
    await rows('Accounts').first().waitFor();
    await page.goForward();
    await page.getByRole('button', { name: 'Close 00000001' }).click();
    await rows('Cases').first().waitFor();
    assert.equal(await tab('00000001').count(), 0);
    assert.equal(await current(), 'Cases');
  });

  test('finds contacts by e-mail and cases by their contact', async () => {
    await go(wide, '/lightning/o/Contact/list');
    await rows('Contacts').first().waitFor();
    await page.getByRole('searchbox').fill('ada@');
    await page.getByText('1 item • with “ada@”').waitFor();
    await page.getByRole('searchbox').fill("nobody's");
    await page.getByText("No contacts match “nobody's”.").waitFor();
    await tab('Cases').click();
    await rows('Cases').nth(2).waitFor();
    assert.equal(await page.getByRole('searchbox').inputValue(), '', 'a search is of its list');
    await page.getByRole('searchbox').fill('van der');
    await page.getByText('1 item').waitFor();
    assert.match(await rows('Cases').first().innerText(), /Where is my parcel/);
  });

  test('is worked with keys alone', async () => {
    await go(wide, '/lightning/o/Case/list');
    await rows('Cases').first().waitFor();
    await page.getByRole('searchbox').focus();
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: /00000003/ }).waitFor();
    await tab('Contacts').focus();
    await page.keyboard.press('Enter');
    await rows('Contacts').first().waitFor();
    assert.equal(await current(), 'Contacts');
  });

  test('shows fifty and then more, and goes on from there', async () => {
    const subjects = Array.from({ length: 120 }, (_, index) => ({ Subject: `Call ${index}` }));
    insert(opened.org.org, 'Case', subjects);
    await go(phone, '/lightning/o/Case/list');
    await page.getByText('50 of 123 items • newest first').waitFor();
    await page.getByRole('button', { name: 'Show more (50 of 123)' }).click();
    await rows('Cases').nth(99).waitFor();
    assert.equal(await page.locator('a:focus').innerText(), '00000073', 'the first that came');
    await page.getByRole('button', { name: 'Show more (100 of 123)' }).click();
    await page.getByText('123 items • newest first').waitFor();
    const numbers = await rows('Cases').getByRole('rowheader').allInnerTexts();
    assert.equal(new Set(numbers).size, 123);
    assert.equal(await page.getByRole('button', { name: /Show more/ }).count(), 0);
  });

  test('nothing complained', () => assert.deepEqual(opened.complaints, []));

  test('says what went wrong, and tries again', async () => {
    await page.route('**/query?*', (route) =>
      route.fulfill({ status: 503, json: [{ message: 'The org is being upgraded.' }] }),
    );
    await go(phone, '/lightning/o/Contact/list');
    await page.getByText('The contacts could not be loaded: The org is being upgraded.').waitFor();
    await opened.shot('list-error-phone');
    assert.deepEqual(await violations(page), []);
    await page.unroute('**/query?*');
    await page.getByRole('button', { name: 'Try again' }).click();
    await rows('Contacts').first().waitFor();
    assert.equal(await page.getByRole('alert').count(), 0);
  });

  test('says that a list is empty', async () => {
    await page.route('**/query?*', (route) =>
      route.fulfill({ json: { totalSize: 0, done: true, records: [] } }),
    );
    for (const object of ['Account', 'Contact', 'Case']) {
      await go(phone, `/lightning/o/${object}/list`);
      await page.getByText(`No ${object.toLowerCase()}s yet.`).waitFor();
      await page.getByText('0 items').waitFor();
    }
    await page.unroute('**/query?*');
  });

  test('lists accounts for who may not see orders', async () => {
    lockOut(opened.org);
    await go(wide);
    await page.getByRole('link', { name: 'New Customer' }).waitFor();
    assert.equal(await rows('Accounts').count(), 3);
  });
});
