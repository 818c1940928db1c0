/**
 * `npm run screenshot`: draws README's picture anew. `npm start` has to be running; another console's address may be
 * given, and another file to draw into.
 */
import path from 'node:path';
import { chromium } from 'playwright-core';
import { chromeFlags, findChrome } from './chrome.ts';

const address = process.argv[2] ?? 'http://127.0.0.1:8080';
const picture = process.argv[3] ?? path.join(import.meta.dirname, '../docs/images/console.png');
const width = 1400;
const margin = 12;

const executablePath = findChrome();
if (!executablePath) throw new Error('No Chrome or Chromium was found; set CHROME_PATH.');
const browser = await chromium.launch({ executablePath, args: [...chromeFlags] });
try {
  const page = await browser.newPage({
    viewport: { width, height: 2400 },
    locale: 'en-GB',
    timezoneId: 'Europe/London',
  });
  await page.goto(`${address}/lightning/o/Case/list`);
  // The case that names an order of hers; she has carts of every kind, too.
  const row = page.getByRole('row', { name: 'Emma Clarke' });
  await row.getByRole('rowheader').getByRole('link').click();
  await page.getByRole('region', { name: 'Named in this case' }).waitFor();
  await page.getByText('Lifetime value').first().waitFor();
  const carts = page.locator('c-commerce-cart-activity');
  await carts.getByText('Recovered').waitFor();
  await page.mouse.move(0, 0);
  await page.evaluate('document.activeElement?.blur()');
  const { y = 0, height = 0 } = (await carts.boundingBox()) ?? {};
  const end = Math.ceil(y + height) + margin;
  await page.screenshot({ path: picture, clip: { x: 0, y: 0, width, height: end } });
} finally {
  await browser.close();
}
process.stdout.write(`${picture}\n`);
