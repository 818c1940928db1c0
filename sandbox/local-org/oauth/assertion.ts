import { createPublicKey, type KeyObject } from 'node:crypto';
import jwt, { type JwtPayload } from 'jsonwebtoken';
import { OAuthError } from './error.ts';
import { rule } from '../rules/rule.ts';

const knowsClient = rule('login.jwt-client');
const signed = rule('login.jwt-signature');
const forThisOrg = rule('login.jwt-audience');
const expires = rule('login.jwt-expiry');

export interface AssertionRules {
  readonly clientId: string;
  /** The registered certificate's key; without it every assertion is refused. */
  readonly key: KeyObject | undefined;
  /** The org's own address, the one audience there is. */
  readonly audience: string;
  readonly now: () => Date;
}

/** From an X.509 certificate or a public key, both PEM. */
export const readKey = (pem: string): KeyObject => {
  try {
    return createPublicKey(pem);
  } catch (error) {
    throw new Error(
      'The JWT certificate is neither an X.509 certificate nor a public key in PEM form. ' +
        'Create one with: openssl req -x509 -newkey rsa:2048 -nodes -keyout key.pem -out certificate.pem -subj /CN=orderlens',
      { cause: error },
    );
  }
};

const invalid = (description: string) => new OAuthError('invalid_grant', description);

const verified = (assertion: string, key: KeyObject | undefined): JwtPayload => {
  if (!signed) return jwt.decode(assertion) as JwtPayload;
  if (!key) throw invalid('invalid assertion');
  try {
    // Times are judged by the org's own clock, below.
    const claims = jwt.verify(assertion, key, {
      algorithms: ['RS256'],
      ignoreExpiration: true,
      ignoreNotBefore: true,
    });
    if (typeof claims === 'object') return claims;
  } catch {
    // Which part of an assertion was wrong is nothing to tell a stranger.
  }
  throw invalid('invalid assertion');
};

const withoutSlash = (url: unknown): string => String(url).replace(/\/$/, '');

/** `sf` sends milliseconds on addresses that are not Salesforce's; a time in seconds never gets this large. */
const milliseconds = (time: unknown): number =>
  typeof time === 'number' ? (time > 1e11 ? time : time * 1000) : Number.NaN;

/**
 * The username an assertion speaks for.
 * https://help.salesforce.com/s/articleView?id=xcloud.remoteaccess_oauth_jwt_flow.htm&type=5
 */
export const readAssertion = (assertion: string, rules: AssertionRules): string => {
  const unverified = jwt.decode(assertion);
  if (!unverified || typeof unverified === 'string') throw invalid('invalid assertion');
  if (knowsClient && unverified.iss !== rules.clientId) {
    throw new OAuthError('invalid_client_id', 'client identifier invalid');
  }
  const { aud, exp, sub } = verified(assertion, rules.key);
  const audiences = Array.isArray(aud) ? aud : [aud];
  if (forThisOrg && !audiences.some((one) => withoutSlash(one) === rules.audience)) {
    throw invalid('audience is invalid');
  }
  if (expires && !(milliseconds(exp) > rules.now().getTime())) throw invalid('assertion expired');
  if (typeof sub !== 'string' || sub === '') throw invalid('invalid assertion');
  return sub;
};
