import { timingSafeEqual } from 'node:crypto';
import express, { Router, type ErrorRequestHandler, type Request, type Response } from 'express';
import type { Org } from '../engine/types.ts';
import { bearerOf } from '../http/sessions.ts';
import { readAssertion, type AssertionRules } from './assertion.ts';
import { OAuthError } from './error.ts';
import { identityOf } from './identity.ts';
import type { TokenStore } from './tokens.ts';
import { rule } from '../rules/rule.ts';

const knowsClient = rule('login.client-id');
const keepsSecret = rule('login.client-secret');

export interface OAuthParts {
  readonly org: Org;
  readonly url: string;
  readonly tokens: TokenStore;
  readonly assertion: AssertionRules;
  /** Without it the client credentials flow is off. */
  readonly clientSecret: string | undefined;
  /** The run-as user of the client credentials flow. */
  readonly runAs: string | undefined;
  readonly now: () => Date;
}

type Form = Readonly<Record<string, string | undefined>>;

const same = (one: string, other: string): boolean => {
  const [a, b] = [Buffer.from(one), Buffer.from(other)];
  return a.length === b.length && timingSafeEqual(a, b);
};

const basic = (request: Request): Form => {
  const encoded = /^Basic\s+(\S+)$/i.exec(request.get('authorization') ?? '')?.[1];
  if (!encoded) return {};
  const [id = '', ...secret] = Buffer.from(encoded, 'base64').toString('utf8').split(':');
  return { client_id: decodeURIComponent(id), client_secret: decodeURIComponent(secret.join(':')) };
};

const byCredentials = (parts: OAuthParts, form: Form): string => {
  if (knowsClient && form.client_id !== parts.assertion.clientId) {
    throw new OAuthError('invalid_client_id', 'client identifier invalid');
  }
  const { clientSecret } = parts;
  if (!clientSecret || (keepsSecret && !same(form.client_secret ?? '', clientSecret))) {
    throw new OAuthError('invalid_client', 'invalid client credentials');
  }
  if (!parts.runAs) throw new OAuthError('invalid_grant', 'no client credentials user enabled');
  return parts.runAs;
};

const usernameFor = (parts: OAuthParts, form: Form): string => {
  switch (form.grant_type) {
    case 'urn:ietf:params:oauth:grant-type:jwt-bearer':
      return readAssertion(form.assertion ?? '', parts.assertion);
    case 'client_credentials':
      return byCredentials(parts, form);
    default:
      throw new OAuthError('unsupported_grant_type', 'grant type not supported');
  }
};

const grantToken = (parts: OAuthParts, form: Form) => {
  const username = usernameFor(parts, form);
  const session = parts.org.sessionFor(username);
  if (!session) throw new OAuthError('invalid_grant', "user hasn't approved this consumer");
  return {
    access_token: parts.tokens.issue(session.username),
    scope: 'api',
    instance_url: parts.url,
    id: `${parts.url}/id/${parts.org.id}/${session.userId}`,
    token_type: 'Bearer',
    issued_at: String(parts.now().getTime()),
    api_instance_url: 'https://api.salesforce.com',
  };
};

const printOAuthError: ErrorRequestHandler = (error, _request, response, next) => {
  if (!(error instanceof OAuthError)) {
    next(error);
    return;
  }
  response
    .status(error.status)
    .set('Cache-Control', 'no-store')
    .json({ error: error.error, error_description: error.message });
};

/** Identity answers a bad token with bare text. */
const identify = (parts: OAuthParts, request: Request, response: Response): void => {
  const username = parts.tokens.usernameOf(bearerOf(request) ?? '');
  const session = username === undefined ? undefined : parts.org.sessionFor(username);
  if (!session) {
    response.status(403).type('text/plain').send('Bad_OAuth_Token');
    return;
  }
  response.json(identityOf(parts.org, session, parts.url));
};

/**
 * `/services/oauth2/token|userinfo|revoke` and `/id/{org}/{user}`: JWT bearer and client credentials.
 * https://help.salesforce.com/s/articleView?id=xcloud.remoteaccess_oauth_flows.htm&type=5
 */
export const oauthRoutes = (parts: OAuthParts): Router => {
  const router = Router();
  const form = express.urlencoded({ extended: false, limit: '64kb' });
  router.post('/services/oauth2/token', form, (request, response) => {
    const sent = (request.body ?? {}) as Form;
    response
      .set('Cache-Control', 'no-store')
      .json(grantToken(parts, { ...basic(request), ...sent }));
  });
  router.all('/services/oauth2/revoke', form, (request, response) => {
    const sent = (request.body ?? {}) as Form;
    const token = sent.token ?? String(request.query.token ?? '');
    if (!parts.tokens.revoke(token)) {
      throw new OAuthError('unsupported_token_type', 'this token type is not supported');
    }
    response.status(200).end();
  });
  const identity = (request: Request, response: Response) => identify(parts, request, response);
  router.all('/services/oauth2/userinfo', identity);
  router.get('/id/:org/:user', identity);
  router.use(printOAuthError);
  return router;
};
