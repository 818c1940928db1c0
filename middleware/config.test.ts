import assert from 'node:assert/strict';
import fs from 'node:fs';
import { describe, it } from 'node:test';
import { Failure } from './common/errors.ts';
import { readConfig } from './config.ts';
import { pubSubAddress } from './events-config.ts';

const stores = {
  stores: {
    giftshop: {
      platform: 'shopify',
      createContacts: true,
      settings: { domain: 'giftshop.myshopify.com', accessToken: '$SHOPIFY_TOKEN' },
    },
  },
};
const env = {
  SALESFORCE_CLIENT_ID: '3MVG',
  SALESFORCE_USERNAME: 'integration@example.com',
  SALESFORCE_PRIVATE_KEY_FILE: 'key.pem',
  SHOPIFY_TOKEN: 'shpat_secret',
};
const files: Record<string, string> = {
  './config/stores.json': JSON.stringify(stores),
  'key.pem': '-----BEGIN PRIVATE KEY-----',
};

function readFile(path: string): string {
  if (path in files) return files[path]!;
  throw new Error('no such file');
}

function problemsOf(environment: Record<string, string>, read = readFile): string {
  try {
    readConfig(environment, read);
  } catch (error) {
    assert.ok(error instanceof Failure && error.kind === 'config');
    return error.message;
  }
  throw new Error('the configuration was accepted');
}

describe('the configuration', () => {
  it('is read from the environment and the stores file, secrets by name', () => {
    const config = readConfig(env, readFile);
    assert.deepEqual(config.stores[0]?.settings, {
      domain: 'giftshop.myshopify.com',
      accessToken: 'shpat_secret',
    });
    assert.deepEqual(config.database, { folder: './.orderlens/data' });
    assert.ok('loginUrl' in config.salesforce);
    assert.equal(config.salesforce.loginUrl, 'https://login.salesforce.com');
  });

  it('needs no other login where a person gives their own', () => {
    const config = readConfig({ SHOPIFY_TOKEN: 'a', SALESFORCE_TARGET_ORG: 'mine' }, readFile);
    assert.deepEqual(config.salesforce, { targetOrg: 'mine', limits: { timeoutMs: 60_000 } });
  });

  it('hears events of Salesforce, of a real org or where it is told from where', () => {
    const { events } = readConfig(env, readFile);
    const address = pubSubAddress(events, 'https://mine.my.salesforce.com');
    assert.deepEqual(address, { endpoint: 'api.pubsub.salesforce.com:7443', ca: undefined });
    assert.equal(pubSubAddress(events, 'http://127.0.0.1:8080'), undefined);
    const told = { ...env, PUBSUB_URL: 'localhost:1', PUBSUB_CA_FILE: 'key.pem' };
    const there = pubSubAddress(readConfig(told, readFile).events, 'http://127.0.0.1:8080');
    assert.deepEqual(there, { endpoint: 'localhost:1', ca: files['key.pem'] });
    const off = readConfig({ ...told, SALESFORCE_EVENTS: 'off' }, readFile);
    assert.equal(pubSubAddress(off.events, 'https://mine.my.salesforce.com'), undefined);
    const wrong = { SALESFORCE_EVENTS: 'yes', PUBSUB_URL: 'https://a', PUBSUB_CA_FILE: 'none' };
    const message = problemsOf({ ...env, ...wrong });
    for (const name of Object.keys(wrong)) assert.ok(message.includes(name), name);
  });

  it('names all mistakes at once', () => {
    const message = problemsOf({ PORT: 'eighty', SALESFORCE_LOGIN_URL: 'http://example.com' });
    assert.match(message, /has 6 mistakes/);
    for (const name of [
      'PORT',
      'LOGIN_URL',
      'CLIENT_ID',
      'USERNAME',
      'PRIVATE_KEY',
      'SHOPIFY_TOKEN',
    ]) {
      assert.match(message, new RegExp(name));
    }
  });

  it('says where in the stores file a mistake is', () => {
    const read = (path: string) =>
      path.endsWith('.json') ? '{"stores":{"Gift Shop":{},"a":{"settings":{}}}}' : 'key';
    const message = problemsOf(env, read);
    assert.match(message, /stores\.Gift Shop: .*a store key is/);
    assert.match(message, /stores\.a\.platform/);
  });

  it('names three mistakes in the stores file by three sentences', () => {
    const giftshop = {
      ...stores.stores.giftshop,
      createProducts: 'yes',
      history: { ordersSince: '2024-02-30', lines: '2024' },
    };
    const read = (path: string) =>
      path.endsWith('.json') ? JSON.stringify({ stores: { giftshop } }) : 'key';
    const message = problemsOf(env, read);
    assert.match(message, /has 3 mistakes/);
    assert.match(message, /stores\.giftshop\.createProducts: .*boolean/);
    assert.match(message, /stores\.giftshop\.history\.ordersSince: must be a day/);
    assert.match(message, /stores\.giftshop\.history: .*"lines"/);
  });

  it('has a public address without a slash at its end, of this machine or by https', () => {
    const urlOf = (PUBLIC_URL: string) => readConfig({ ...env, PUBLIC_URL }, readFile).publicUrl;
    assert.equal(urlOf('https://orders.example.com/in/'), 'https://orders.example.com/in');
    assert.equal(urlOf('http://127.0.0.1:8800'), 'http://127.0.0.1:8800');
    assert.equal(urlOf(''), null);
    for (const PUBLIC_URL of ['http://orders.example.com', 'orders', 'ftp://localhost']) {
      assert.match(problemsOf({ ...env, PUBLIC_URL }), /PUBLIC_URL is no https address/);
    }
  });

  it('of the example file is one that works', () => {
    const example = fs.readFileSync(
      new URL('../config/stores.example.json', import.meta.url),
      'utf8',
    );
    const read = (path: string) => (path.endsWith('.json') ? example : 'key');
    const [store] = readConfig(env, read).stores;
    assert.equal(store?.history.linesSince, '2010-01-01');
    assert.equal(store.createProducts, false);
  });

  it('says so when the stores file is missing or broken', () => {
    assert.match(
      problemsOf({ ...env, STORES_FILE: 'nowhere.json' }),
      /nowhere\.json cannot be read/,
    );
    assert.match(
      problemsOf(env, () => '{"stores":'),
      /cannot be read/,
    );
    assert.match(
      problemsOf(env, (path) => (path.endsWith('json') ? '{"stores":{}}' : '')),
      /at least one store/,
    );
  });

  it('never repeats a secret', () => {
    const message = problemsOf({ ...env, SALESFORCE_CLIENT_ID: '' });
    assert.doesNotMatch(message, /shpat_secret/);
  });
});
