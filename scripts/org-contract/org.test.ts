import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { startLocalOrg, type LocalOrg } from '../../sandbox/local-org/index.ts';
import { openOrg, type Environment } from './org.ts';

const keys = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  publicKeyEncoding: { type: 'spki', format: 'pem' },
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
});

/** local-org stands for a real org here: like a production org, it is no sandbox and never ends. */
describe('the org that the contract is tried in', () => {
  let org: LocalOrg;
  let env: Environment;
  const folder = mkdtempSync(path.join(tmpdir(), 'org-contract-'));

  before(async () => {
    org = await startLocalOrg({ certificate: keys.publicKey });
    const keyFile = path.join(folder, 'key.pem');
    writeFileSync(keyFile, keys.privateKey);
    env = {
      ORG_CONTRACT: 'real',
      ORG_LOGIN_URL: org.url,
      ORG_CLIENT_ID: org.clientId,
      ORG_JWT_USERNAME: org.username,
      ORG_JWT_KEY_FILE: keyFile,
    };
  });

  after(async () => {
    rmSync(folder, { recursive: true });
    await org.close();
  });

  it('is not written to where it may be a production org', async () => {
    await assert.rejects(openOrg(env), /neither a sandbox nor a scratch org: nothing was written/);
  });

  it('is opened by JWT where that is allowed', async () => {
    const opened = await openOrg({ ...env, ORG_ALLOW_PRODUCTION: 'true' });
    assert.equal((await opened.connection.identity()).username, org.username);
    await opened.close();
  });

  it('is not opened where a setting is missing', async () => {
    const some = { ...env, ORG_CLIENT_ID: '' };
    await assert.rejects(openOrg(some), /For a login by JWT, set ORG_CLIENT_ID too/);
  });

  it('is local-org, whatever the environment says, unless the command asks for it', async () => {
    const opened = await openOrg({ ...env, ORG_CONTRACT: undefined });
    assert.equal(opened.name, 'local-org');
    await opened.close();
  });
});
