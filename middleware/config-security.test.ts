import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { describe, it } from 'node:test';
import { Failure } from './common/errors.ts';
import { hideSecrets } from './common/redact.ts';
import { Sealer } from './common/seal.ts';
import { readConfig, type Config } from './config.ts';
import { tellPayloads } from './payload-config.ts';

const settings = { domain: 'giftshop.myshopify.com', accessToken: '$SHOPIFY_TOKEN' };
const stores = { stores: { giftshop: { platform: 'shopify', settings } } };
const files: Readonly<Record<string, string>> = {
  './config/stores.json': JSON.stringify(stores),
  '/run/secrets/token': 'token from a file\n',
  '/run/secrets/empty': '\n',
  '/run/secrets/database': 'postgres://orderlens:from-a-file@db/orderlens\n',
};
const env = { SHOPIFY_TOKEN: 'token of the shop', SALESFORCE_TARGET_ORG: 'mine' };

function readFile(path: string): string {
  const text = files[path];
  if (text === undefined) throw new Error('ENOENT');
  return text;
}

const read = (more: Record<string, string> = {}): Config =>
  readConfig({ ...env, ...more }, readFile);

function refused(more: Record<string, string>): string {
  try {
    read(more);
  } catch (error) {
    assert.ok(error instanceof Failure && error.kind === 'config');
    return error.message;
  }
  assert.fail(`it was accepted: ${JSON.stringify(more)}`);
}

describe('how the service is reached', () => {
  it('is from this machine alone, where nothing else is said', () => {
    assert.deepEqual(read().http, {
      ...{ host: '127.0.0.1', port: 8800, tls: null, trustProxy: null, adminToken: null },
      adminFrom: ['127.0.0.0/8', '::1/128'],
    });
  });

  it('is from elsewhere by TLS, or behind a proxy that is named', () => {
    for (const HOST of ['0.0.0.0', '::', '10.0.0.5', 'orders.example.com']) {
      assert.match(refused({ HOST }), /reached from other machines, in clear: set TLS_CERT_FILE/);
      assert.equal(read({ HOST, TRUST_PROXY: '1' }).http?.trustProxy, 1);
      const tls = { TLS_CERT_FILE: 'c.pem', TLS_KEY_FILE: 'k.pem' };
      assert.deepEqual(read({ HOST, ...tls }).http?.tls, { certFile: 'c.pem', keyFile: 'k.pem' });
    }
    assert.match(refused({ TLS_CERT_FILE: 'c.pem' }), /need each other/);
  });

  it('believes no proxy that is not named', () => {
    const TRUST_PROXY = 'loopback, 10.0.0.0/8,2001:db8::1';
    const trusted = ['127.0.0.0/8', '::1/128', '10.0.0.0/8', '2001:db8::1'];
    assert.deepEqual(read({ TRUST_PROXY }).http?.trustProxy, trusted);
    for (const wrong of ['true', '0', '11', '10.0.0.0/33', 'proxy.internal', ',', '-1']) {
      assert.match(refused({ TRUST_PROXY: wrong }), /TRUST_PROXY/, wrong);
    }
  });

  it('has admin pages from elsewhere only for a token that nobody guesses', () => {
    const ADMIN_TOKEN = randomBytes(24).toString('base64');
    const { http } = read({ ADMIN_TOKEN, ADMIN_FROM: '10.0.0.0/8' });
    assert.deepEqual([http?.adminToken, http?.adminFrom], [ADMIN_TOKEN, ['10.0.0.0/8']]);
    const message = refused({ ADMIN_TOKEN: 'changeme', ADMIN_FROM: 'everybody' });
    assert.match(message, /ADMIN_TOKEN is shorter[^]*ADMIN_FROM holds what is no address/);
    assert.doesNotMatch(message, /changeme/);
  });
});

describe('a secret', () => {
  it('comes from the environment or from a file, and is hidden from then on', () => {
    const config = readConfig(
      {
        ...env,
        SHOPIFY_TOKEN: '',
        SHOPIFY_TOKEN_FILE: '/run/secrets/token',
        DATABASE_URL_FILE: '/run/secrets/database',
      },
      readFile,
    );
    const token = 'token from a file';
    assert.deepEqual(config.stores[0]?.settings, { ...settings, accessToken: token });
    assert.deepEqual(config.database, { databaseUrl: files['/run/secrets/database']!.trim() });
    assert.equal(hideSecrets(`it was ${token}`), 'it was [hidden]');
  });

  it('in a file that is not there, or empty, is a mistake by its name', () => {
    assert.match(
      refused({ STORE_KEY_FILE: '/nowhere' }),
      /STORE_KEY_FILE \/nowhere cannot be read/,
    );
    assert.match(
      refused({ ADMIN_TOKEN_FILE: '/run/secrets/empty' }),
      /ADMIN_TOKEN_FILE .* is empty/,
    );
  });

  it('that stands in the stores file itself is hidden all the same', () => {
    const accessToken = 'written where it should not be';
    const shop = { platform: 'shopify', settings: { ...settings, accessToken } };
    readConfig(env, () => JSON.stringify({ stores: { giftshop: shop } }));
    assert.equal(hideSecrets(`sent ${accessToken}`), 'sent [hidden]');
  });
});

describe('payloads', () => {
  const key = () => randomBytes(32).toString('base64');

  it('are not kept without a key, and the service says so', () => {
    const { payloads } = read();
    assert.deepEqual(payloads, { sealer: null, days: 30 });
    assert.match(tellPayloads(payloads), /not kept: STORE_KEY is not set/);
  });

  it('are sealed with one, for as long as is said', () => {
    const payloads = read({
      STORE_KEY: key(),
      STORE_KEY_PREVIOUS: key(),
      PAYLOAD_DAYS: '7',
    }).payloads!;
    assert.ok(payloads.sealer instanceof Sealer);
    assert.match(tellPayloads(payloads), /for 7 days, sealed with key [0-9a-f]{8}\./);
  });

  it('are in clear only where that is said, and said again', () => {
    const payloads = read({ STORE_PAYLOADS_IN_CLEAR: 'yes' }).payloads!;
    assert.equal(payloads.sealer, 'clear');
    assert.match(tellPayloads(payloads), /IN CLEAR/);
    assert.match(
      refused({ STORE_PAYLOADS_IN_CLEAR: 'yes', STORE_KEY: key() }),
      /exclude each other/,
    );
  });

  it('have a key that is one', () => {
    const message = refused({ STORE_KEY: 'a password', STORE_KEY_PREVIOUS: 'x'.repeat(64) });
    assert.match(message, /STORE_KEY is no key of 32 bytes/);
    assert.match(message, /STORE_KEY_PREVIOUS is no key/);
    assert.doesNotMatch(message, /a password/);
    assert.match(refused({ STORE_KEY_PREVIOUS: key() }), /but STORE_KEY is not/);
  });
});
