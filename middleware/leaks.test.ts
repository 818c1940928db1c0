import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';

/** What must not turn up anywhere: by its form, and where it has none by its value. */
const secrets = {
  clientSecret: 'correct-horse-battery-staple',
  shopToken: 'token without any form 4711',
  databasePassword: 'p4ss-w0rd-of-the-database',
  adminToken: 'admin token that is long enough for it',
  storeKey: Buffer.alloc(32, 7).toString('base64'),
};
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'orderlens-leaks-'));

const { PATH, NODE_COMPILE_CACHE } = process.env;
const inherited = { PATH, NODE_COMPILE_CACHE };

/** Both the org and the shop: refuses everything, and repeats what it was told in its refusal. */
let echo: Server;
let url: string;

before(async () => {
  echo = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const told = [Buffer.concat(chunks).toString(), ...request.rawHeaders].join(' ');
      const said = decodeURIComponent(told.replaceAll('+', ' '));
      const error = { error: 'invalid_grant', error_description: said, errors: said };
      response.writeHead(400, { 'content-type': 'application/json' }).end(JSON.stringify(error));
    });
  }).listen(0, '127.0.0.1');
  await once(echo, 'listening');
  url = `http://127.0.0.1:${(echo.address() as AddressInfo).port}`;
  const settings = {
    ...{ domain: 'giftshop.myshopify.com', accessToken: '$SHOP_TOKEN', baseUrl: url },
    webhookSecrets: ['$SHOP_TOKEN'],
  };
  const stores = { stores: { giftshop: { platform: 'shopify', settings } } };
  fs.writeFileSync(path.join(folder, 'stores.json'), JSON.stringify(stores));
});
after(() => {
  echo.closeAllConnections();
  echo.close();
  fs.rmSync(folder, { recursive: true, force: true });
});

/** `until`: it would go on, and is stopped when it has said this. */
async function outputOf(args: readonly string[], more: Record<string, string>, until?: RegExp) {
  const child = spawn(process.execPath, args, {
    env: {
      ...inherited,
      ...{ LOG_LEVEL: 'trace', DATA_DIR: folder, PORT: '0' },
      ...{ STORES_FILE: path.join(folder, 'stores.json'), SALESFORCE_LOGIN_URL: url },
      ...{ SALESFORCE_CLIENT_ID: 'id', SALESFORCE_CLIENT_SECRET: secrets.clientSecret },
      ...{ SHOP_TOKEN: secrets.shopToken, ADMIN_TOKEN: secrets.adminToken },
      STORE_KEY: secrets.storeKey,
      DATABASE_URL: `postgres://orderlens:${secrets.databasePassword}@127.0.0.1:1/orderlens`,
      ...more,
    },
    timeout: 60_000,
  });
  let text = '';
  let isTold = false;
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (piece: string) => {
      text += piece;
      // Once: a second one could meet it when it listens to none any more.
      if (!isTold && until?.test(text)) isTold = child.kill('SIGTERM');
    });
  }
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, text };
}

const cli = path.join(import.meta.dirname, 'cli.ts');
const main = path.join(import.meta.dirname, 'main.ts');

const waiting = 'where it waits for a database that is not there';

describe('no secret is told', () => {
  const ways: readonly [string, readonly string[], Record<string, string>, RegExp][] = [
    ['by a check of both sides that refuse it', [cli, 'doctor', '--json'], {}, /invalid_grant/],
    [waiting, [main], {}, /database server cannot be used/],
    ['where the status cannot be had', [cli, 'status'], {}, /database server cannot be used/],
    [
      'where the configuration is wrong',
      [main],
      { STORE_KEY: secrets.adminToken, PORT: 'x', HOST: '0.0.0.0' },
      /has 3 mistakes/,
    ],
  ];
  for (const [way, args, env, expected] of ways) {
    it(way, async () => {
      const waits = way === waiting;
      const { code, text } = await outputOf(args, env, waits ? expected : undefined);
      assert.equal(code, waits ? 0 : 1);
      assert.match(text, expected);
      for (const [name, secret] of Object.entries(secrets)) {
        for (const form of [secret, encodeURIComponent(secret), secret.replaceAll(' ', '+')]) {
          assert.ok(!text.includes(form), `${name} was told: ${text}`);
        }
      }
    });
  }
});
