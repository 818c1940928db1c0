/**
 * `npm run screenshot`: draws README's picture anew. `npm start` has to be running; another console's address may be
 * given.
 */
import path from 'node:path';
import { chromium } from 'playwright-core';
import { chromeFlags, findChrome } from './chrome.ts';

const address = process.argv[2] ?? 'http://127.0.0.1:8080';
const picture = path.join(import.meta.dirname, '../docs/images/console.png');

const executablePath = findChrome();
if (!executablePath) throw new Error('No Chrome or Chromium was found; set CHROME_PATH.');
const browser = await chromium.launch({ executablePath, args: [...chromeFlags] });
try {
  const page = await browser.newPage({ viewport: { width: 1120, height: 1160 } });
  await page.goto(address);
  await page.getByRole('link', { name: 'Emma Clarke' }).click();
  const orders = page.getByRole('button', { name: /^#\d+/, expanded: false });
  await orders.nth(1).click();
  await page.getByText('×').first().waitFor();
  await page.mouse.move(0, 0);
  await page.evaluate('document.activeElement?.blur(); scrollTo(0, 0)');
  await page.screenshot({ path: picture });
} finally {
  await browser.close();
}
process.stdout.write(`${picture}\n`);
