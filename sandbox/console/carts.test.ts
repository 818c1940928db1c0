import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Page } from 'playwright-core';
import { medium, narrow, openConsole, skip, violations, wide } from './browser.ts';
import type { OpenConsole } from './browser.ts';
import { putCarts } from './carts.ts';
import { hide, lockOut } from './testing.ts';
import type { FilledOrg } from './testing.ts';

describe('console: carts', { skip }, () => {
  let opened: OpenConsole;
  let org: FilledOrg;
  let page: Page;

  const carts = () => page.locator('c-commerce-cart-activity');
  const rows = () => carts().locator('c-commerce-cart-row');
  const toggle = (number: string) => carts().getByRole('button', { name: number });
  const open = (account: keyof FilledOrg['accounts'], viewport = narrow) =>
    opened.open('Account', org.accounts[account], viewport);
  const shot = async (name: string) => {
    await page.mouse.move(0, 0);
    await carts().evaluate((panel) => panel.scrollIntoView());
    await opened.shot(`carts-${name}`);
  };

  before(async () => {
    opened = await openConsole();
    ({ org, page } = opened);
    putCarts(org);
  });

  after(() => opened?.close());

  test('says what an empty panel waits for', async () => {
    await open('empty');
    await carts().getByText('No carts yet. They appear here as soon as').waitFor();
    await shot('empty-narrow');
    assert.deepEqual(await violations(page), []);
  });

  for (const [name, viewport] of Object.entries({ wide, medium, narrow })) {
    test(`tells what became of each cart (${name})`, async () => {
      await open('regular', viewport);
      await rows().first().waitFor();
      const shown = (await rows().allInnerTexts()).map((text) => text.replace(/\s+/g, ' '));
      assert.match(shown[0] ?? '', /In the cart now.*£48\.20.*3 items.*12 min/);
      assert.match(shown[1] ?? '', /Abandoned.*£1,112\.05.*26 items.*2 days ago/);
      assert.match(shown[2] ?? '', /^Abandoned.*#506 4 days ago/);
      assert.match(shown[4] ?? '', /Recovered.*as #1044.*7 days ago/);
      assert.match(shown[5] ?? '', /Lost.*£20\.00/);
      assert.ok(!shown.join().includes('#505'), 'what the shop no longer has');
      assert.match(await carts().locator('.freshness').innerText(), /as of 2 min/);
      await shot(`states-${name}`);
      assert.deepEqual(await violations(page), []);
    });
  }

  test('offers only links that are https', async () => {
    await open('regular');
    await rows().first().waitFor();
    const links = carts().getByRole('link', { name: /Open cart/ });
    assert.equal(await links.count(), 2);
    for (const link of await links.all()) {
      assert.match((await link.getAttribute('href')) ?? '', /^https:\/\/giftshop\.example\/carts/);
      assert.equal(await link.getAttribute('rel'), 'noopener noreferrer');
    }
  });

  for (const [name, viewport] of Object.entries({ wide, medium, narrow })) {
    test(`opens a cart of many lines: ten, then the rest (${name})`, async () => {
      await open('regular', viewport);
      await toggle('#502').click();
      const lines = carts().getByRole('table', { name: 'Lines of cart #502' }).getByRole('row');
      await lines.nth(9).waitFor();
      assert.equal(await carts().getByText('Jumbo bag 2', { exact: true }).count(), 0);
      await carts().getByText('buyer@example.com').waitFor();
      await shot(`lines-${name}`);
      assert.deepEqual(await violations(page), []);
      await carts().getByRole('button', { name: 'Show more (9 of 25)' }).click();
      await lines.nth(25).waitFor();
      assert.equal(await lines.count(), 26);
    });
  }

  test('pages through all carts, each once', async () => {
    await open('regular');
    await carts().getByRole('button', { name: 'Show more', exact: true }).click();
    await rows().nth(13).waitFor();
    assert.equal(await rows().count(), 14);
    const names = await carts().locator('.toggle').allInnerTexts();
    assert.equal(new Set(names).size, 14);
  });

  test('copies the recovery link', async () => {
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await open('regular');
    await carts().getByRole('button', { name: 'Copy recovery link' }).first().click();
    await carts().getByRole('button', { name: 'Copied' }).waitFor();
    assert.equal(
      await page.evaluate('navigator.clipboard.readText()'),
      'https://giftshop.example/carts/501/recover?key=0a1b2c3d',
    );
  });

  test('follows up on nothing without asking', async () => {
    await opened.open('Contact', org.contact, medium);
    await carts().getByRole('button', { name: 'Follow up' }).first().click();
    const notice = page.getByText('Salesforce opens a new Task here, for you to save');
    await notice.waitFor();
    await page.getByText(`WhoId: ${org.contact}`).waitFor();
    await page.getByText('Follow up on cart: GBP').waitFor();
    await opened.shot('carts-follow-up');
  });

  test('opens the order that a cart became', async () => {
    await open('regular');
    const link = carts().getByRole('link', { name: 'as #1044' });
    await link.waitFor();
    assert.match((await link.getAttribute('href')) ?? '', /\/r\/Commerce_Order__c\/\w{18}\/view/);
    await link.click();
    await page.getByText('Salesforce opens this Commerce_Order__c here').waitFor();
  });

  test('names currencies and shops where there are two', async () => {
    await open('abroad');
    await rows().nth(2).waitFor();
    const text = await carts().innerText();
    assert.match(text, /GBP\s48\.20/);
    assert.match(text, /EUR\s1,234\.50/);
    assert.match(text, /Geschenke & Dekorationen/);
    // The stalest of the two shops.
    assert.match(await carts().locator('.freshness').innerText(), /as of 4 min/);
    await carts().getByRole('button', { name: '#703' }).click();
    await carts().getByText('This cart is empty.').waitFor();
    await shot('currencies-narrow');
    assert.deepEqual(await violations(page), []);
    await open('abroad', wide);
    await rows().nth(2).waitFor();
    await shot('currencies-wide');
  });

  test("shows the contact's carts on a case, the account's where there is none", async () => {
    await opened.open('Case', org.cases.withContact, narrow);
    await rows().nth(1).waitFor();
    assert.equal(await rows().count(), 2);
    await opened.open('Case', org.cases.withAccount, narrow);
    await carts().getByText("Showing the account's carts").waitFor();
    await rows().nth(2).waitFor();
    await shot('case-account-narrow');
    assert.deepEqual(await violations(page), []);
    await opened.open('Case', org.cases.withNobody, narrow);
    await carts().getByText('This case names no contact').waitFor();
  });

  test('nothing complained', () => assert.deepEqual(opened.complaints, []));

  test('holds the place of what is to come', async () => {
    await page.route('**/graphql', () => undefined);
    await open('regular');
    await carts().getByRole('status').waitFor();
    await shot('loading-narrow');
    await page.unroute('**/graphql');
  });

  test('keeps the carts when the org fails, and tries again', async () => {
    await open('regular');
    await rows().first().waitFor();
    await page.route('**/graphql', (route) => route.abort());
    await carts().getByRole('button', { name: 'Refresh' }).click();
    await carts().getByText('could not be brought up to date').waitFor();
    assert.equal(await rows().count(), 9);
    await shot('stale-narrow');
    assert.deepEqual(await violations(page), []);
    await page.unroute('**/graphql');
    await carts().getByRole('button', { name: 'Try again' }).click();
    await carts().getByRole('alert').waitFor({ state: 'detached' });
  });

  test('says what to do when nothing can be read', async () => {
    await page.route('**/graphql', (route) => route.abort());
    await open('regular');
    await carts().getByText('The carts could not be loaded.').waitFor();
    await shot('error-narrow');
    await page.unroute('**/graphql');
    await carts().getByRole('button', { name: 'Try again' }).click();
    await rows().first().waitFor();
  });

  test('leaves out what this user may not see', async () => {
    const hidden = ['Total', 'Completed_At', 'Order', 'Customer', 'Item_Summary', 'Recovery_Url'];
    for (const field of hidden) hide(org, `Commerce_Cart__c.${field}__c`);
    await open('regular');
    await rows().first().waitFor();
    const text = await carts().innerText();
    // Whether a cart was bought is among what is hidden: then nothing is said of its state.
    assert.doesNotMatch(text, /£|Regency|Recovered|Abandoned|as #|Open cart/);
    assert.match(text, /#501.*3 items.*12 min ago/s);
    await shot('hidden-narrow');
    assert.deepEqual(await violations(page), []);
  });

  test('says who can help a user without access', async () => {
    lockOut(org);
    await open('regular');
    await carts().getByText('You have no access to carts.').waitFor();
    await shot('locked-narrow');
    assert.deepEqual(await violations(page), []);
  });
});
