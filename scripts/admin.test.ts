import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import jwt from 'jsonwebtoken';
import { openSf, type Sf } from '../sandbox/local-org/clients/sf.ts';
import { startLocalOrg, type LocalOrg } from '../sandbox/local-org/index.ts';
import { startShop, type Shop } from '../sandbox/shops/shopify/index.ts';
import { smallSeed } from '../sandbox/shops/shopify/testing.ts';

const root = path.resolve(import.meta.dirname, '..');
const guide = fs.readFileSync(path.join(root, 'docs/install.md'), 'utf8');
const integration = 'integration@example.com';
const orders = 12;

/** A command as the guide has it, without its comment. */
function command(start: string): string {
  const found = new RegExp(
    `^.*?(${start.replaceAll(/[.*+?^$(){}|[\]\\]/g, '\\$&')}[^\`#\\n]*)`,
    'm',
  );
  const text = found.exec(guide)?.[1]?.trim();
  assert.ok(text, `docs/install.md has no command ${start}`);
  return text;
}

const keys = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  publicKeyEncoding: { type: 'spki', format: 'pem' },
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
});

let org: LocalOrg;
let shop: Shop;
let sf: Sf;

before(async () => {
  [org, shop] = await Promise.all([
    startLocalOrg({ empty: true, certificate: keys.publicKey }),
    startShop({ seed: smallSeed(orders) }),
  ]);
  sf = openSf();
  fs.writeFileSync(path.join(sf.home, 'key.pem'), keys.privateKey);
  const settings = {
    domain: 'giftshop.myshopify.com',
    baseUrl: shop.url,
    accessToken: '$SHOPIFY_TOKEN',
  };
  const stores = { giftshop: { platform: 'shopify', createContacts: true, settings } };
  fs.writeFileSync(path.join(sf.home, 'stores.json'), JSON.stringify({ stores }));
});
after(async () => {
  sf.remove();
  await Promise.all([org.close(), shop.close()]);
});

interface Ended {
  readonly code: number | null;
  readonly text: string;
}

/** In a shell in the checkout, as the guide has it, with nothing of whose machine it is. */
function type(text: string): Promise<Ended> {
  const env = {
    PATH: `${path.join(root, 'node_modules/.bin')}${path.delimiter}${process.env['PATH'] ?? ''}`,
    NODE_COMPILE_CACHE: process.env['NODE_COMPILE_CACHE'],
    HOME: sf.home,
    USERPROFILE: sf.home,
    ...{ SF_DISABLE_TELEMETRY: 'true', SF_SKIP_NEW_VERSION_CHECK: 'true' },
    ...{ SF_DISABLE_AUTOUPDATE: 'true', SF_DISABLE_LOG_FILE: 'true' },
    ...{ SF_USE_GENERIC_UNIX_KEYCHAIN: 'true', NO_COLOR: '1', FORCE_COLOR: '0' },
    SALESFORCE_LOGIN_URL: org.url,
    SALESFORCE_CLIENT_ID: org.clientId,
    SALESFORCE_USERNAME: integration,
    SALESFORCE_PRIVATE_KEY_FILE: path.join(sf.home, 'key.pem'),
    STORES_FILE: path.join(sf.home, 'stores.json'),
    SHOPIFY_TOKEN: shop.accessToken,
    DATA_DIR: path.join(sf.home, 'data'),
  };
  const child = spawn(text, { shell: true, cwd: root, env, stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  child.stdout.on('data', (chunk: Buffer) => (said += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
  return new Promise((resolve) => child.once('close', (code) => resolve({ code, text: said })));
}

async function succeeds(text: string): Promise<string> {
  const ended = await type(text);
  assert.equal(ended.code, 0, `${text}\n${ended.text}`);
  return ended.text;
}

/** What an administrator clicks in Setup → Users. */
async function newUser(username: string, profile: string): Promise<void> {
  const headers = {
    authorization: `Bearer ${org.accessToken}`,
    'content-type': 'application/json',
  };
  const soql = encodeURIComponent(`SELECT Id FROM Profile WHERE Name = '${profile}'`);
  const found = await fetch(`${org.url}/services/data/v66.0/query?q=${soql}`, { headers });
  const { records } = (await found.json()) as { records: { Id: string }[] };
  const user = { Username: username, LastName: profile, Email: username, Alias: 'u' };
  const body = JSON.stringify({ ...user, ProfileId: records[0]?.Id });
  const url = `${org.url}/services/data/v66.0/sobjects/User`;
  const answer = await fetch(url, { method: 'POST', headers, body });
  assert.equal(answer.status, 201, await answer.text());
}

async function tokenOf(username: string): Promise<string> {
  const claims = { iss: org.clientId, sub: username, aud: org.url };
  const assertion = jwt.sign(claims, keys.privateKey, { algorithm: 'RS256', expiresIn: 60 });
  const grant = 'urn:ietf:params:oauth:grant-type:jwt-bearer';
  const body = new URLSearchParams({ grant_type: grant, assertion });
  const answer = await fetch(`${org.url}/services/oauth2/token`, { method: 'POST', body });
  return ((await answer.json()) as { access_token: string }).access_token;
}

/** The order history's own document. */
function panelQuery(): string {
  const file = 'force-app/main/default/lwc/commerceOrderData/orders.ts';
  const source = fs.readFileSync(path.join(root, file), 'utf8');
  return /ORDERS = gql`([^`]*)`/.exec(source)?.[1] ?? '';
}

interface Answer {
  readonly data: { uiapi: { query: { Commerce_Order__c: { edges: unknown[] } } } } | null;
  readonly errors: readonly unknown[];
}

async function ask(username: string): Promise<Answer> {
  const answer = await fetch(`${org.url}/services/data/v66.0/graphql`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${await tokenOf(username)}`,
      'content-type': 'application/json',
    },
    body: JSON.stringify({ query: panelQuery(), variables: { where: {}, size: 50 } }),
  });
  return (await answer.json()) as Answer;
}

describe('docs/install.md, typed into an org that has nothing of ours', () => {
  it('deploys, gives people their rights, reads the shop, and a panel has orders', async () => {
    // A browser is the one thing that a test cannot be given.
    assert.match(command('npx sf org login web'), /--alias shop/);
    const login = ['org', 'login', 'access-token', '--no-prompt', '--alias', 'shop'];
    const env = { SF_ACCESS_TOKEN: org.accessToken };
    const logged = await sf.run([...login, '--instance-url', org.url], env);
    assert.equal(logged.code, 0, logged.stderr);

    const dryRun = await succeeds(command('npm run deploy -- --target-org shop --dry-run'));
    assert.match(dryRun, /The org would take it/);
    assert.equal(org.org.schema.object('Commerce_Order__c'), undefined);
    const deploy = command('npm run deploy -- --target-org shop').replace(/ --dry-run$/, '');
    assert.match(await succeeds(deploy), /Deployed\. Next/);
    assert.ok(org.org.schema.object('Commerce_Order__c'));

    await newUser(integration, 'Salesforce API Only System Integrations');
    await newUser('agent@example.com', 'Standard User');
    assert.deepEqual((await ask('agent@example.com')).data, null, 'no rights, no orders');
    for (const name of ['Commerce_Integration', 'Commerce_Agent']) {
      const assign = command(`npx sf org assign permset --target-org shop --name ${name}`);
      await succeeds(assign.replace('USERNAME', integration));
    }

    const doctor = await succeeds(command('npm run orderlens -- doctor'));
    assert.match(doctor, /✔ Salesforce package: every field can be written/);
    await succeeds(command('npm run orderlens -- backfill'));

    const { data, errors } = await ask('agent@example.com');
    assert.deepEqual(errors, []);
    assert.equal(data?.uiapi.query.Commerce_Order__c.edges.length, orders);
  });
});
