import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { startLocalOrg, type LocalOrg } from '../index.ts';

interface Said {
  readonly status: number;
  readonly headers: Headers;
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- any JSON that the server may answer
  readonly body: any;
}

const talkTo = (org: LocalOrg) => {
  const say = async (
    path: string,
    { token = org.accessToken, ...init }: RequestInit & { token?: string; duplex?: 'half' } = {},
  ): Promise<Said> => {
    const response = await fetch(org.url + path, {
      ...init,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    });
    const text = await response.text();
    const { status, headers } = response;
    return { status, headers, body: text ? JSON.parse(text) : undefined };
  };
  return say;
};

describe('the HTTP shell', () => {
  let org: LocalOrg;
  let say: ReturnType<typeof talkTo>;
  let clock = new Date('2026-05-13T10:00:00Z');

  before(async () => {
    org = await startLocalOrg({ now: () => clock });
    say = talkTo(org);
  });
  after(() => org.close());

  it('lists its versions to anyone and answers newer ones too', async () => {
    const { body } = await say('/services/data', { token: '' });
    assert.deepEqual([body[0].version, body.at(-1).version], ['51.0', '66.0']);
    assert.equal((await say('/services/data/v51.0/limits')).status, 200);
    assert.equal((await say('/services/data/v68.0/limits')).status, 200);
    const unknown = await say('/services/data/v69.0/limits');
    assert.deepEqual(unknown.body, [
      { message: 'The requested resource does not exist', errorCode: 'NOT_FOUND' },
    ]);
  });

  it('collapses double slashes in paths, not in queries', async () => {
    assert.equal((await say('//services/data//v66.0/limits')).status, 200);
    const soql = encodeURIComponent("SELECT Id FROM Account WHERE Website = 'https://a//b'");
    assert.equal((await say(`//services/data/v66.0/query?q=${soql}`)).status, 200);
  });

  it('refuses a query too long for a URI', async () => {
    const soql = encodeURIComponent(`SELECT Id FROM Account WHERE Name = '${'x'.repeat(16_384)}'`);
    const { status } = await fetch(`${org.url}/services/data/v66.0/query?q=${soql}`);
    assert.equal(status, 431);
  });

  it('counts calls', async () => {
    const used = async () => {
      const { headers } = await say('/services/data/v66.0');
      const told = headers.get('sforce-limit-info') ?? '';
      assert.match(told, /^api-usage=\d+\/100000$/);
      return Number(/\d+/.exec(told)?.[0]);
    };
    assert.equal((await used()) + 1, await used());
  });

  it('refuses tokens that are wrong or too old', async () => {
    const refusal = [{ message: 'Session expired or invalid', errorCode: 'INVALID_SESSION_ID' }];
    const wrong = await say('/services/data/v66.0/limits', { token: 'no such token' });
    assert.deepEqual([wrong.status, wrong.body], [401, refusal]);
    clock = new Date('2026-05-13T12:00:01Z');
    const old = await say('/services/data/v66.0/limits');
    clock = new Date('2026-05-13T10:00:00Z');
    assert.deepEqual([old.status, old.body], [401, refusal]);
  });

  it('answers broken JSON, unknown resources and unknown objects', async () => {
    const post = { method: 'POST', body: '{"Name":' };
    const broken = await say('/services/data/v66.0/sobjects/Account', post);
    assert.deepEqual([broken.status, broken.body[0].errorCode], [400, 'JSON_PARSER_ERROR']);
    assert.equal((await say('/services/data/v66.0/nothing')).status, 404);
    assert.equal((await say('/services/data/v66.0/sobjects/Nothing__c/describe')).status, 404);
  });

  it('reads chunked bodies', async () => {
    const body = new ReadableStream<Uint8Array>({
      start(controller) {
        for (const part of ['{"Na', 'me":"Chun', 'ked"}']) {
          controller.enqueue(new TextEncoder().encode(part));
        }
        controller.close();
      },
    });
    const init = { method: 'POST', body, duplex: 'half' as const };
    assert.equal((await say('/services/data/v66.0/sobjects/Account', init)).status, 201);
  });

  it('outlives a client that hangs up in mid-request', async () => {
    const { port } = new URL(org.url);
    await new Promise<void>((resolve) => {
      const socket = connect(Number(port), '127.0.0.1', () => {
        socket.write(
          `POST /services/data/v66.0/sobjects/Account HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${org.accessToken}\r\n` +
            'Content-Type: application/json\r\nContent-Length: 1000\r\n\r\n{"Name":"half',
          () => setTimeout(() => socket.destroy(), 20),
        );
      });
      socket.on('close', () => resolve());
    });
    assert.equal((await say('/services/data/v66.0/limits')).status, 200);
  });
});

describe('an org in a file', () => {
  it('keeps records, users and tokens, and no token in clear', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'org-file-'));
    const file = join(folder, 'org.db');
    const first = await startLocalOrg({ file });
    const body = JSON.stringify({ Name: 'Kept' });
    const created = await talkTo(first)('/services/data/v66.0/sobjects/Account', {
      method: 'POST',
      body,
    });
    await first.close();
    const second = await startLocalOrg({ file });
    const { body: account } = await talkTo(second)(
      `/services/data/v66.0/sobjects/Account/${created.body.id}`,
      { token: first.accessToken },
    );
    assert.deepEqual([account.Name, second.orgId], ['Kept', first.orgId]);
    await second.close();
    assert.ok(existsSync(`${file}.tokens.json`));
    assert.ok(!readFileSync(`${file}.tokens.json`, 'utf8').includes(first.accessToken));
    rmSync(folder, { recursive: true });
  });

  it('without the package has standard objects and an administrator', async () => {
    const org = await startLocalOrg({ empty: true });
    const { body } = await talkTo(org)('/services/data/v66.0/sobjects');
    const names = body.sobjects.map(({ name }: { name: string }) => name);
    assert.ok(names.includes('Account') && !names.includes('Commerce_Order__c'));
    assert.equal(org.users.agent.username, org.username);
    await org.close();
  });
});
