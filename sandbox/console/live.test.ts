import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Page } from 'playwright-core';
import { find } from '../local-org/engine/find.ts';
import { history, narrow, numbers, openConsole, skip, violations, wide } from './browser.ts';
import type { OpenConsole } from './browser.ts';
import { insert } from './rows.ts';
import type { FilledOrg } from './testing.ts';

describe('console: orders as they change', { skip }, () => {
  let opened: OpenConsole;
  let org: FilledOrg;
  let page: Page;

  const open = (object: string, id: string, viewport = narrow) => opened.open(object, id, viewport);
  const whole = (name: string) => opened.shot(name, true);
  const asker = () => history(page).locator('c-commerce-sync-request');

  /** An order that the shop has just reported. */
  const report = (number: number, account: string, values = {}) =>
    insert(org.org, 'Commerce_Order__c', [
      {
        Name: `#${number}`,
        External_Id__c: `shopify:giftshop:${number}`,
        Store__c: 'shopify:giftshop',
        Account__c: account,
        Placed_At__c: new Date().toISOString(),
        Status__c: 'paid',
        Total__c: 10,
        Currency__c: 'GBP',
        ...values,
      },
    ]);

  /** What the browser tells a page that is put behind another, or brought to the front. */
  const hide = (isHidden: boolean) =>
    page.evaluate(
      `Object.defineProperty(document, 'visibilityState', { configurable: true, value: '${isHidden ? 'hidden' : 'visible'}' });
       document.dispatchEvent(new Event('visibilitychange'));`,
    );

  /** The middleware's answer to the request that waits for one. */
  const answer = (status: string, message: string) => {
    const session = org.org.systemSession();
    const names = ['Id', 'Account__c'];
    const [row] = find(org.org, 'Commerce_Sync_Request__c', names, 'Status__c', 'Requested');
    assert.ok(row, 'a request');
    const [id, account] = row;
    org.org.save(session, {
      object: 'Commerce_Sync_Request__c',
      operation: 'update',
      columns: ['Id', 'Status__c', 'Message__c'],
      rows: [[id, status, message]],
    });
    return account;
  };

  before(async () => {
    opened = await openConsole();
    ({ org, page } = opened);
    await page.clock.install();
  });

  after(() => opened?.close());

  test('shows a new order when the page comes back, and none while it is hidden', async () => {
    await open('Account', org.accounts.empty);
    await page.getByText('No orders yet').waitFor();
    await hide(true);
    report(9101, org.accounts.empty);
    await page.clock.fastForward(60_000);
    assert.equal(await numbers(page).count(), 0);
    await hide(false);
    await numbers(page).first().waitFor();
    assert.deepEqual(await numbers(page).allInnerTexts(), ['#9101']);
  });

  test('shows a new order within ten seconds, and leaves alone what the person is at', async () => {
    await open('Account', org.accounts.regular, wide);
    const more = page.getByRole('button', { name: 'Show more', exact: true });
    await more.click();
    await numbers(page).nth(24).waitFor();
    await page.getByRole('button', { name: '#1044' }).click();
    const details = page.locator('c-commerce-order-details');
    await details
      .getByText(/no lines/i)
      .or(details.getByRole('table'))
      .first()
      .waitFor();
    await page.getByRole('button', { name: '#1044' }).focus();
    report(9102, org.accounts.regular);
    await page.clock.fastForward(10_000);
    await page.getByRole('button', { name: '#9102' }).waitFor();
    assert.equal(await numbers(page).count(), 26);
    assert.equal(await details.count(), 1);
    const focused = await page.evaluate(
      `(function of(root) { const found = root.activeElement; return found?.shadowRoot?.activeElement ? of(found.shadowRoot) : found?.innerText; })(document)`,
    );
    assert.equal(focused, '#1044');
  });

  test('leaves a removed order out', async () => {
    report(9103, org.accounts.empty, { Removed__c: true });
    await open('Account', org.accounts.empty);
    await numbers(page).first().waitFor();
    assert.deepEqual(await numbers(page).allInnerTexts(), ['#9101']);
  });

  test('asks the shop, says so, and shows what it said', async () => {
    await open('Account', org.accounts.empty);
    await numbers(page).first().waitFor();
    const button = page.getByRole('button', { name: 'Get the latest from the shop' });
    await button.click();
    await history(page).getByText('Asking the shop…').first().waitFor();
    await whole('sync-asking-narrow');
    await assertEventually(() => requests() === 1);
    assert.equal(answer('Done', 'One order read.'), org.accounts.empty);
    report(9104, org.accounts.empty);
    await page.clock.fastForward(3_000);
    await history(page).getByText('Checked with the shop just now').first().waitFor();
    await page.getByRole('button', { name: '#9104' }).waitFor();
    assert.deepEqual(await violations(page), []);
    await page.clock.fastForward(10_000);
    await history(page).locator('.freshness').getByText('as of').waitFor();

    await button.click();
    await assertEventually(() => requests() === 2);
    answer('Failed', 'Gift Shop UK does not answer.');
    await page.clock.fastForward(3_000);
    await asker().getByText('The shop could not be asked: Gift Shop UK does not answer.').waitFor();
    await whole('sync-failed-narrow');
    assert.deepEqual(await violations(page), []);
  });

  const requests = () =>
    org.org.select(org.org.systemSession(), {
      object: 'Commerce_Sync_Request__c',
      columns: [{ kind: 'field', path: ['Id'] }],
    }).length;

  for (const [name, viewport] of Object.entries({ wide, narrow })) {
    test(`pins the order that a case names (${name})`, async () => {
      const [asked = ''] = insert(org.org, 'Case', [
        {
          Subject: 'Order 1003 has not come',
          Description: 'I bought 12 lanterns on 2026-01-15 for £139.12.',
          ContactId: null,
          AccountId: org.accounts.regular,
        },
      ]);
      await open('Case', asked, viewport);
      const pinned = history(page).getByRole('region', { name: 'Named in this case' });
      await pinned.getByRole('button', { name: '#1003' }).waitFor();
      assert.equal(await pinned.getByRole('button').count(), 1);
      await whole(`pinned-${name}`);
      assert.deepEqual(await violations(page), []);
    });

    test(`draws how far a parcel has come (${name})`, async () => {
      await open('Contact', org.contact, viewport);
      await page.getByRole('button', { name: '#2001' }).click();
      const [first, second] = await page
        .getByRole('list', { name: 'Progress of the order' })
        .allInnerTexts();
      const words = (text = '') => text.split(/\s*\n+\s*/).join(' ');
      assert.match(words(first), /Placed.*Paid.*Packed.*Shipped.*Delivered/);
      assert.match(words(second), /Delivered/);
      await whole(`progress-${name}`);
      assert.deepEqual(await violations(page), []);
    });
  }

  for (const [name, viewport] of Object.entries({ wide, narrow })) {
    test(`leaves out what this user may not see (${name})`, async () => {
      await page.route('**/graphql', async (route) => {
        const response = await route.fetch();
        const text = await response.text();
        // What a value is of is not optional: without it the whole query fails.
        const isValue = text.includes('"Commerce_Customer_Value__c"');
        const body = isValue ? text : text.replaceAll(hiddenFields, '"Hidden":$1');
        await route.fulfill({ response, body });
      });
      await open('Contact', org.contact, viewport);
      await page.getByRole('button', { name: '#2001' }).click();
      await page.locator('c-commerce-order-details').getByText('Refunds').waitFor();
      const text = await history(page).innerText();
      assert.ok(!/undefined|null|NaN|Invalid/.test(text), text);
      await whole(`missing-fields-${name}`);
      assert.deepEqual(await violations(page), []);
      await page.unroute('**/graphql');
    });
  }

  test('nothing complained', () => assert.deepEqual(opened.complaints, []));
});

/** Fields of every object that a permission set could take away, as they stand in an answer. */
const hiddenFields =
  /"(?:Status|Total|Currency|Item_Summary|Line_Count|SKU|Unit_Price|Quantity|Tracking_Url|Carrier|Amount|Payment_Status|Channel|Checked_Through)__c":(\{[^{}]*\})/g;

/** Waits for what happens in the org, not on the page. */
async function assertEventually(holds: () => boolean): Promise<void> {
  const until = Date.now() + 10_000;
  while (!holds()) {
    assert.ok(Date.now() < until, 'it did not happen');
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
