import assert from 'node:assert/strict';
import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import jwt from 'jsonwebtoken';
import { startLocalOrg, type LocalOrg } from '../index.ts';

const own = generateKeyPairSync('rsa', { modulusLength: 2048 });
const other = generateKeyPairSync('rsa', { modulusLength: 2048 });
const secret = 'a secret of this test';
const now = new Date('2026-05-13T10:00:00Z');
const soon = now.getTime() / 1000 + 180;

describe('OAuth', () => {
  let org: LocalOrg;
  let usual: Record<string, unknown>;

  const post = async (path: string, form: Record<string, string>, headers = {}) => {
    const body = new URLSearchParams(form);
    const response = await fetch(`${org.url}/services/oauth2/${path}`, {
      method: 'POST',
      body,
      headers,
    });
    const text = await response.text();
    return {
      status: response.status,
      body: (text ? JSON.parse(text) : {}) as Record<string, string>,
    };
  };
  const login = (claims: Record<string, unknown>, key: KeyObject = own.privateKey) =>
    post('token', {
      grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer',
      assertion: jwt.sign({ ...usual, ...claims }, key, { algorithm: 'RS256', noTimestamp: true }),
    });
  const userinfo = (token: string) =>
    fetch(`${org.url}/services/oauth2/userinfo`, { headers: { authorization: `Bearer ${token}` } });

  before(async () => {
    org = await startLocalOrg({
      certificate: own.publicKey.export({ type: 'spki', format: 'pem' }).toString(),
      clientSecret: secret,
      now: () => now,
    });
    usual = { iss: org.clientId, sub: org.users.integration.username, aud: org.url, exp: soon };
  });
  after(() => org.close());

  it('gives a token for a signed assertion, and takes it back', async () => {
    for (const claims of [{}, { aud: `${org.url}/` }, { exp: soon * 1000 }]) {
      const { status, body } = await login(claims);
      assert.equal(status, 200, JSON.stringify(body));
      assert.equal(body.instance_url, org.url);
      assert.equal(body.token_type, 'Bearer');
      const who = (await (await userinfo(body.access_token ?? '')).json()) as Record<
        string,
        string
      >;
      assert.equal(who.preferred_username, org.users.integration.username);
      assert.equal(body.id, `${org.url}/id/${org.orgId}/${who.user_id}`);
      assert.equal((await post('revoke', { token: body.access_token ?? '' })).status, 200);
      const gone = await userinfo(body.access_token ?? '');
      assert.deepEqual([gone.status, await gone.text()], [403, 'Bad_OAuth_Token']);
    }
  });

  it('refuses an assertion that is wrong in any part', async () => {
    const refusals: [Promise<{ status: number; body: object }>, string, string][] = [
      [login({}, other.privateKey), 'invalid_grant', 'invalid assertion'],
      [login({ aud: 'https://login.salesforce.com' }), 'invalid_grant', 'audience is invalid'],
      [login({ exp: now.getTime() / 1000 - 1 }), 'invalid_grant', 'assertion expired'],
      [login({ exp: 0 }), 'invalid_grant', 'assertion expired'],
      [login({ sub: 'nobody@x.example' }), 'invalid_grant', "user hasn't approved this consumer"],
      [login({ iss: 'another' }), 'invalid_client_id', 'client identifier invalid'],
      [
        post('token', { grant_type: 'password' }),
        'unsupported_grant_type',
        'grant type not supported',
      ],
    ];
    for (const [said, error, error_description] of refusals) {
      const { status, body } = await said;
      assert.deepEqual([status, body], [400, { error, error_description }]);
    }
    const unsigned = jwt.sign(usual, '', { algorithm: 'none', noTimestamp: true });
    const grant_type = 'urn:ietf:params:oauth:grant-type:jwt-bearer';
    assert.equal((await post('token', { grant_type, assertion: unsigned })).status, 400);
  });

  it('gives client credentials the integration user', async () => {
    const grant = { grant_type: 'client_credentials' };
    const form = { ...grant, client_id: org.clientId, client_secret: secret };
    const { body } = await post('token', form);
    assert.match(body.access_token ?? '', /^00D\w{12}![\w.]+$/);
    const basic = Buffer.from(`${org.clientId}:${encodeURIComponent(secret)}`).toString('base64');
    const byHeader = await post('token', grant, { authorization: `Basic ${basic}` });
    assert.equal(byHeader.status, 200);
    const wrong = await post('token', { ...form, client_secret: 'guess' });
    assert.deepEqual(wrong.body, {
      error: 'invalid_client',
      error_description: 'invalid client credentials',
    });
  });
});
