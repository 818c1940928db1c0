import { createSign } from 'node:crypto';
import { OAuth2 } from 'jsforce/lib/oauth2.js';
import { Failure, messageOf } from '../common/errors.ts';
import { createConnection } from './connection.ts';
import type { ConnectionLimits, SalesforceConnection, Token } from './connection.ts';
import { backoffMs } from './io.ts';
import type { SalesforceIo } from './io.ts';
import { openSfLogin, type SfLogin } from './sf-login.ts';

/** OAuth 2.0 JWT bearer flow: an External Client App with a certificate, the integration user authorized in advance. */
export interface JwtLogin {
  /** `https://login.salesforce.com`, `https://test.salesforce.com` or the org's My Domain. */
  readonly loginUrl: string;
  readonly clientId: string;
  readonly username: string;
  /** PEM. */
  readonly privateKey: string;
  /** Default: `loginUrl`. */
  readonly audience?: string;
}

/** OAuth 2.0 client credentials flow; `loginUrl` must be the org's My Domain. */
export interface ClientCredentialsLogin {
  readonly loginUrl: string;
  readonly clientId: string;
  readonly clientSecret: string;
}

/** A token that someone else got; it cannot be renewed here. */
export interface TokenLogin {
  readonly instanceUrl: string;
  readonly accessToken: string;
}

export type SalesforceSettings = (JwtLogin | ClientCredentialsLogin | TokenLogin | SfLogin) & {
  /** Default `66.0`. */
  readonly apiVersion?: string;
  readonly limits?: Partial<ConnectionLimits>;
};

/** Logs in once; throws Failure `auth` where Salesforce refuses, `unavailable` where it cannot be reached. */
export async function openSalesforce(
  settings: SalesforceSettings,
  io: SalesforceIo,
): Promise<SalesforceConnection> {
  const { apiVersion, limits } = settings;
  if ('accessToken' in settings) {
    const token = tidy({ ...settings });
    return createConnection({ token, renew: null, io, apiVersion, limits });
  }
  if ('targetOrg' in settings) {
    return createConnection({ ...(await openSfLogin(settings)), io, apiVersion, limits });
  }
  const renew = () => logIn(settings, io, limits?.timeoutMs ?? 60_000);
  return createConnection({ token: await renew(), renew, io, apiVersion, limits });
}

type Login = JwtLogin | ClientCredentialsLogin;

async function logIn(settings: Login, io: SalesforceIo, timeoutMs: number): Promise<Token> {
  for (let attempt = 0; ; attempt += 1) {
    try {
      return await requestToken(settings, io, timeoutMs);
    } catch (error) {
      const failure = loginFailure(settings, error);
      if (!failure.retryable || attempt >= 4) throw failure;
      await io.sleep(backoffMs(attempt));
    }
  }
}

async function requestToken(settings: Login, io: SalesforceIo, timeoutMs: number): Promise<Token> {
  const oauth = new OAuth2({ loginUrl: withoutSlash(settings.loginUrl) });
  const answer = await within(timeoutMs, oauth.requestToken(grant(settings, io.now())));
  const token = tidy({ accessToken: answer.access_token, instanceUrl: answer.instance_url });
  const orgId = orgIdOf(answer.id);
  if (orgId === undefined || !('username' in settings)) return token;
  return { ...token, identity: { orgId, username: settings.username } };
}

/**
 * `https://login.salesforce.com/id/00D…/005…`, both of 18 characters: who was let in, without another request.
 * https://help.salesforce.com/s/articleView?id=xcloud.remoteaccess_using_openid.htm
 */
function orgIdOf(identityUrl: string | undefined): string | undefined {
  return /\/id\/(00D\w{15})\/005\w{15}$/.exec(identityUrl ?? '')?.[1];
}

function grant(settings: Login, now: Date): Record<string, string> & { grant_type: string } {
  if ('clientSecret' in settings) {
    return {
      grant_type: 'client_credentials',
      client_id: settings.clientId,
      client_secret: settings.clientSecret,
    };
  }
  return {
    grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer',
    assertion: assertion(settings, now),
  };
}

/**
 * Salesforce takes an assertion that is valid for at most three minutes.
 * https://help.salesforce.com/s/articleView?id=sf.remoteaccess_oauth_jwt_flow.htm
 */
function assertion(settings: JwtLogin, now: Date): string {
  const claims = {
    iss: settings.clientId,
    sub: settings.username,
    aud: settings.audience ?? withoutSlash(settings.loginUrl),
    exp: Math.floor(now.getTime() / 1000) + 170,
  };
  const unsigned = `${base64url({ alg: 'RS256', typ: 'JWT' })}.${base64url(claims)}`;
  return `${unsigned}.${sign(unsigned, settings.privateKey)}`;
}

function sign(text: string, privateKey: string): string {
  try {
    return createSign('RSA-SHA256').update(text).sign(privateKey, 'base64url');
  } catch (cause) {
    throw new Failure('The private key for the Salesforce login cannot be used', {
      kind: 'config',
      action:
        "Give the RSA private key in PEM form that belongs to the External Client App's certificate.",
      cause,
    });
  }
}

const passingNames = /^ERROR_HTTP_(408|420|429|5\d\d)$|^(server_error|temporarily_unavailable)$/;

/** jsforce puts OAuth's error code into the error's name, and leaves network errors as they come. */
function loginFailure(settings: Login, error: unknown): Failure {
  if (error instanceof Failure) return error;
  // A page of maintenance that is JSON, but not OAuth's, leaves jsforce without a name for it.
  const name = error instanceof Error && typeof error.name === 'string' ? error.name : '';
  const refused = /^[a-z_]+$/.test(name) || name.startsWith('ERROR_HTTP_');
  const passing = !refused || passingNames.test(name);
  const at = `${who(settings)} at ${settings.loginUrl}`;
  return passing
    ? new Failure(`Salesforce login as ${at} got no usable answer: ${messageOf(error)}`, {
        kind: 'unavailable',
        action: 'It is tried again. If it lasts, check the login URL and the network.',
        cause: error,
      })
    : new Failure(`Salesforce refused the login as ${at}: ${name}: ${messageOf(error)}`, {
        kind: 'auth',
        action:
          'Check client id, key or secret, and that the External Client App lets this user in without asking (admin approved).',
        cause: error,
      });
}

function who(settings: Login): string {
  return 'username' in settings ? settings.username : `client ${settings.clientId.slice(0, 8)}…`;
}

function within<T>(ms: number, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${ms} ms`)), ms);
  });
  return Promise.race([work, late]).finally(() => clearTimeout(timer));
}

function tidy(token: Token): Token {
  return { accessToken: token.accessToken, instanceUrl: withoutSlash(token.instanceUrl) };
}

function withoutSlash(url: string): string {
  return url.replace(/\/+$/, '');
}

function base64url(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}
