import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';
import type { Page } from 'playwright-core';
import { chromeFlags, findChrome } from './chrome.ts';
import { startConsole } from './server.ts';
import { startFilledOrg } from './testing.ts';
import type { FilledOrg } from './testing.ts';

const chrome = findChrome();
const built = existsSync(new URL('../../dist/console/index.html', import.meta.url));
const reason =
  chrome === undefined ? 'no Chrome or Chromium: set CHROME_PATH' : 'run npm run build first';
/** Why the console cannot be tested here, or false. */
export const skip = chrome === undefined || !built ? reason : false;

const screenshots = fileURLToPath(new URL('../../dist/screenshots/', import.meta.url));
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

export const wide = { width: 1280, height: 900 };
/** One column, wide enough for the lines to stand in a table. */
export const medium = { width: 760, height: 900 };
/** A column of 280 px between the page's margins. */
export const narrow = { width: 304, height: 900 };

/** The order history's list, in the order of the screen. */
export const numbers = (page: Page) => page.getByRole('button', { name: /^#\d+$/ });
export const history = (page: Page) => page.locator('c-commerce-order-history');

/** What axe finds wrong with the page as it stands, one line each. */
export async function violations(page: Page): Promise<string[]> {
  await page.evaluate(axe);
  const found = (await page.evaluate('axe.run(document, { resultTypes: ["violations"] })')) as {
    violations: { id: string; nodes: { html: string; failureSummary: string }[] }[];
  };
  return found.violations.flatMap(({ id, nodes }) =>
    nodes.map(({ html, failureSummary }) => `${id}: ${html.slice(0, 200)} ${failureSummary}`),
  );
}

/** The console on a filled org, as the agent sees it. */
export interface OpenConsole {
  readonly org: FilledOrg;
  readonly url: string;
  readonly page: Page;
  /** Errors that the page has thrown or logged. */
  readonly complaints: readonly string[];
  /** Into dist/screenshots: what is in the window, or the page from top to end. */
  shot(name: string, fullPage?: boolean): Promise<unknown>;
  open(
    object: string,
    id: string,
    viewport: { readonly width: number; readonly height: number },
  ): Promise<void>;
  close(): Promise<void>;
}

export async function openConsole(): Promise<OpenConsole> {
  mkdirSync(screenshots, { recursive: true });
  const org = await startFilledOrg();
  const running = await startConsole({
    orgUrl: org.url,
    token: async () => org.users.agent.accessToken,
  });
  const browser = await chromium.launch({ executablePath: chrome ?? '', args: chromeFlags });
  const page = await browser.newPage({ locale: 'en-GB', timezoneId: 'Europe/London' });
  page.setDefaultTimeout(15_000);
  const complaints: string[] = [];
  page.on('pageerror', ({ message }) => complaints.push(message));
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text());
  });
  return {
    org,
    url: running.url,
    page,
    complaints,
    shot: (name, fullPage = false) =>
      page.screenshot({ path: join(screenshots, `${name}.png`), fullPage }),
    async open(object, id, viewport) {
      await page.setViewportSize(viewport);
      await page.goto(`${running.url}/lightning/r/${object}/${id}/view`);
    },
    async close() {
      await browser.close();
      await running.close();
      await org.close();
    },
  };
}
