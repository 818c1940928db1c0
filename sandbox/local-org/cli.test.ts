import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';

const cli = fileURLToPath(new URL('cli.ts', import.meta.url));

const start = (...args: string[]) => {
  const child = spawn(process.execPath, [cli, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  const said = { out: '', err: '' };
  child.stdout.setEncoding('utf8').on('data', (text: string) => (said.out += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (said.err += text));
  return { child, said };
};

describe('the command line', () => {
  it('prints one line of JSON that a client can log in with, and stops on a signal', async () => {
    const { child, said } = start('--json', '--empty');
    while (!said.out.includes('\n')) await once(child.stdout, 'data');
    const ready = JSON.parse(said.out) as Record<string, string>;
    assert.deepEqual(Object.keys(ready), ['url', 'orgId', 'username', 'accessToken', 'clientId']);
    const response = await fetch(`${ready.url}/services/oauth2/userinfo`, {
      headers: { authorization: `Bearer ${ready.accessToken}` },
    });
    const who = (await response.json()) as Record<string, string>;
    assert.equal(who.preferred_username, ready.username);
    assert.equal(who.organization_id, ready.orgId);
    child.kill('SIGTERM');
    assert.deepEqual(await once(child, 'exit'), [0, null]);
    assert.equal(said.out.split('\n').length, 2);
  });

  it('says what is wrong with a certificate', async () => {
    const { child, said } = start('--certificate', fileURLToPath(import.meta.url));
    assert.deepEqual(await once(child, 'close'), [1, null]);
    assert.match(said.err, /neither an X\.509 certificate nor a public key.*openssl/);
  });
});
