import type { Rules } from './types.ts';

const jwt =
  '[JWT Bearer Flow](https://help.salesforce.com/s/articleView?id=xcloud.remoteaccess_oauth_jwt_flow.htm&type=5)';
const credentials =
  '[Connect Using OAuth](https://developer.salesforce.com/docs/atlas.en-us.262.0.chatterapi.meta/chatterapi/quickstart_connecting.htm)';
const status =
  '[Status Codes](https://developer.salesforce.com/docs/atlas.en-us.264.0.api_rest.meta/api_rest/errorcodes.htm)';
const tests = ['oauth/oauth.test.ts'];

const refusals = ['refusals.test.ts'];

export const loginRules = {
  'login.jwt-client': { says: '`iss` of an assertion is the client id', source: jwt, tests },
  'login.jwt-signature': {
    says: 'an assertion is signed (RS256) with the key of the registered certificate',
    source: jwt,
    tests,
  },
  'login.jwt-audience': { says: '`aud` of an assertion is this org', source: jwt, tests },
  'login.jwt-expiry': {
    says: '`exp` of an assertion lies ahead (`sf` sends milliseconds to a local host)',
    source: jwt,
    tests,
  },
  'login.client-id': {
    says: 'client credentials name the registered client',
    source: credentials,
    tests: refusals,
  },
  'login.client-secret': {
    says: 'client credentials, in the form or as Basic, hold its secret',
    source: credentials,
    tests,
  },
  'login.token-life': {
    says: 'a token lasts two hours (option `tokenLifetimeMs`); then 401 INVALID_SESSION_ID',
    source: status,
    tests: ['http/http.test.ts', ...tests],
  },
  'login.token-revoked': {
    says: 'a token that was revoked opens nothing',
    source:
      '[Revoke Tokens](https://help.salesforce.com/s/articleView?id=xcloud.remoteaccess_revoke_token.htm&type=5)',
    tests,
  },
} as const satisfies Rules;
