/**
 * `npm start`: a whole Orderlens on this machine, with no account anywhere. An emulated org, a shop with demo data,
 * the middleware between them, and the page an agent would see. Everything is made anew at each start and ends with it.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { startConsole } from '../sandbox/console/server.ts';
import { onStop } from '../sandbox/lifetime.ts';
import { middlewareCommand } from './middleware.ts';
import { addCases } from './start/cases.ts';
import { addKnownCompany } from './start/known-people.ts';
import { accessTokenFor, makeKeyPair } from './start/login.ts';
import { choosePort } from './start/ports.ts';
import { Processes } from './start/process.ts';

const root = path.join(import.meta.dirname, '..');
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'orderlens-start-'));

interface OrgReady {
  url: string;
  orgId: string;
  clientId: string;
  accessToken: string;
}
interface ShopReady {
  url: string;
  accessToken: string;
  clientSecret: string;
}

const processes = new Processes();
const stopped = new AbortController();
onStop(() => stopped.abort());
processes.onUnexpectedEnd = (name, code) => {
  process.stderr.write(`${name} ended with code ${code}\n`);
  process.exitCode = 1;
  stopped.abort();
};

try {
  await run();
} catch (error) {
  if (!stopped.signal.aborted) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
  }
} finally {
  await processes.stop();
  fs.rmSync(folder, { recursive: true, force: true });
}
process.exit();

async function run(): Promise<void> {
  const ports = {
    console: await choosePort('CONSOLE_PORT', 8080),
    middleware: await choosePort('PORT', 8800),
  };
  const { privateKey, publicKey } = makeKeyPair();
  write('client.pem', publicKey);
  say('Building the panels and the page …');
  await step(processes.run('The build', [script('build-panels.ts')], process.env));
  await step(processes.run('The build', [script('build-console.ts')], process.env));
  say('Starting an emulated Salesforce org and a shop …');
  const [org, shop] = await step(Promise.all([startOrg(), startShop()]));
  const env = settingsFor(org, shop, privateKey, ports.middleware);
  await step(addKnownCompany(org));
  say(`Reading the shop into the org ${org.orgId} …`);
  await step(processes.run('The backfill', middlewareCommand('cli', 'backfill'), env));
  await step(addCases(org));
  await serveConsole(org, shop, privateKey, env, ports.console);
}

/** Stops waiting as soon as we are told to stop. */
function step<T>(work: Promise<T>): Promise<T> {
  const { signal } = stopped;
  signal.throwIfAborted();
  return Promise.race([
    work,
    new Promise<never>((_resolve, reject) => {
      signal.addEventListener('abort', () => reject(new Error('stopped')), { once: true });
    }),
  ]);
}

function startOrg(): Promise<OrgReady> {
  const certificate = path.join(folder, 'client.pem');
  // An admin's own rule refuses one order, so that there is a sync error to look at.
  const metadata = path.join(root, 'scripts/start/org');
  const args = ['--port', '0', '--json', '--certificate', certificate, '--metadata', metadata];
  const cli = path.join(root, 'sandbox/local-org/cli.ts');
  return processes.serve('The emulated org', [cli, ...args], process.env);
}

function startShop(): Promise<ShopReady> {
  const cli = path.join(root, 'sandbox/shops/shopify/cli.ts');
  // Of the largest plan: on the smallest, Shopify would let 4,000 orders through in some five minutes.
  const args = ['--port', '0', '--demo', '--points', '2000', '--json'];
  return processes.serve('The shop', [cli, ...args], process.env);
}

/** The middleware's whole configuration, just as in production, but for addresses on this machine. */
function settingsFor(
  org: OrgReady,
  shop: ShopReady,
  privateKey: string,
  port: number,
): NodeJS.ProcessEnv {
  const settings = {
    domain: 'gift-shop-uk.myshopify.com',
    accessToken: '$SHOPIFY_TOKEN',
    webhookSecrets: ['$SHOPIFY_WEBHOOK_SECRET'],
    baseUrl: shop.url,
  };
  const giftshop = { platform: 'shopify', createContacts: true, createProducts: true, settings };
  return {
    ...process.env,
    SALESFORCE_LOGIN_URL: org.url,
    SALESFORCE_CLIENT_ID: org.clientId,
    SALESFORCE_USERNAME: 'integration@orderlens.example',
    SALESFORCE_PRIVATE_KEY_FILE: write('client.key', privateKey),
    SHOPIFY_TOKEN: shop.accessToken,
    SHOPIFY_WEBHOOK_SECRET: shop.clientSecret,
    STORES_FILE: write('stores.json', JSON.stringify({ stores: { giftshop } }, null, 2)),
    DATA_DIR: path.join(folder, 'data'),
    LOG_LEVEL: 'warn',
    POLL_SECONDS: '10',
    PORT: String(port),
    PUBLIC_URL: `http://127.0.0.1:${port}`,
  };
}

async function serveConsole(
  org: OrgReady,
  shop: ShopReady,
  privateKey: string,
  env: NodeJS.ProcessEnv,
  port: number,
): Promise<void> {
  const { url, clientId } = org;
  const username = 'agent@orderlens.example';
  const token = () => accessTokenFor({ url, clientId, username, privateKey });
  const console = await startConsole({
    port,
    orgUrl: url,
    token,
    links: [{ label: 'Gift Shop UK', url: shop.url }],
  });
  void processes
    .run('The middleware', middlewareCommand('main'), env)
    .catch((error: Error) => processes.onUnexpectedEnd(error.message, 1));
  await step(untilReady(`http://127.0.0.1:${env['PORT']}/readyz`));
  say(`\nSalesforce (emulated): ${org.url}`);
  say(`Middleware:            http://127.0.0.1:${env['PORT']}/status`);
  say(
    `\nConsole: ${console.url}\nShop:    ${shop.url}  (order something, and see it in the console)`,
  );
  say('\nCtrl-C stops everything.');
  openInBrowser(console.url);
  if (!stopped.signal.aborted) await once(stopped.signal, 'abort');
  await console.close();
}

async function untilReady(url: string): Promise<void> {
  for (;;) {
    const answer = await fetch(url, { signal: AbortSignal.timeout(5000) }).catch(() => null);
    if (answer?.ok || stopped.signal.aborted) return;
    await setTimeout(200);
  }
}

/** Only for a person in front of a screen. */
function openInBrowser(url: string): void {
  if (!process.stdout.isTTY) return;
  const openers: Partial<Record<NodeJS.Platform, string>> = { darwin: 'open', linux: 'xdg-open' };
  const opener = openers[process.platform];
  if (!opener || (opener === 'xdg-open' && !process.env['DISPLAY'])) return;
  spawn(opener, [url], { stdio: 'ignore' }).on('error', () => undefined);
}

function write(name: string, text: string): string {
  const file = path.join(folder, name);
  fs.writeFileSync(file, text, { mode: 0o600 });
  return file;
}

function script(name: string): string {
  return path.join(root, 'scripts', name);
}

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}
