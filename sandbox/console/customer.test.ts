import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Page } from 'playwright-core';
import { medium, narrow, numbers, openConsole, skip, violations, wide } from './browser.ts';
import type { OpenConsole } from './browser.ts';
import type { FilledOrg } from './testing.ts';

describe('console: value, details, cases', { skip }, () => {
  let opened: OpenConsole;
  let org: FilledOrg;
  let page: Page;

  const shot = (name: string) => opened.shot(name);
  const open = (account: keyof FilledOrg['accounts'], viewport = wide) =>
    opened.open('Account', org.accounts[account], viewport);
  const openRecord = (object: string, id: string, viewport = narrow) =>
    opened.open(object, id, viewport);
  const whole = (name: string) => opened.shot(name, true);
  const value = () => page.locator('c-commerce-lifetime-value');

  before(async () => {
    opened = await openConsole();
    ({ org, page } = opened);
  });

  after(() => opened?.close());

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
    assert.match(await value().innerText(), /EUR\s77\.40.*GBP\s123\.82/s);
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

  test('nothing complained', () => assert.deepEqual(opened.complaints, []));
});
