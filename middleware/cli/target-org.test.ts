import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { openSf, type Sf } from '../../sandbox/local-org/clients/sf.ts';
import { startLocalOrg, type LocalOrg } from '../../sandbox/local-org/index.ts';
import { middlewareCommand } from '../../scripts/middleware.ts';

describe("a person's own sf login", () => {
  let org: LocalOrg;
  let sf: Sf;

  before(async () => {
    org = await startLocalOrg({});
    sf = openSf();
    const login = await sf.run(
      [
        ...['org', 'login', 'access-token', '--no-prompt', '--json'],
        ...['--alias', 'mine', '--instance-url', org.url],
      ],
      { SF_ACCESS_TOKEN: org.accessToken },
    );
    assert.equal(login.code, 0, login.stdout + login.stderr);
    const settings = { domain: 'giftshop.myshopify.com', accessToken: 'x', baseUrl: org.url };
    const stores = { giftshop: { platform: 'shopify', settings } };
    writeFileSync(join(sf.home, 'stores.json'), JSON.stringify({ stores }));
  });

  after(async () => {
    sf.remove();
    await org.close();
  });

  const { PATH, NODE_COMPILE_CACHE } = process.env;
  const doctor = (name: string) =>
    new Promise<string>((resolve) => {
      const env = {
        ...{ PATH, NODE_COMPILE_CACHE, HOME: sf.home, SF_USE_GENERIC_UNIX_KEYCHAIN: 'true' },
        ...{ SF_DISABLE_TELEMETRY: 'true', SF_DISABLE_LOG_FILE: 'true' },
        STORES_FILE: join(sf.home, 'stores.json'),
      };
      const args = middlewareCommand('cli', 'doctor', '--target-org', name);
      // It ends with code 1: there is no shop.
      execFile(process.execPath, args, { env, timeout: 60_000 }, (_error, stdout, stderr) =>
        resolve(stdout + stderr),
      );
    });

  it('is used where it is named', async () => {
    const text = await doctor('mine');
    assert.match(text, new RegExp(`✔ Salesforce login: .*${org.username}`));
    assert.match(text, /✔ Salesforce package: every field can be written/);
  });

  it('says how to log in where there is none of that name', async () => {
    const text = await doctor('nobody');
    assert.match(text, /knows no usable login nobody/);
    assert.match(text, /sf org login web --alias nobody/);
  });
});
