import type { Request } from 'express';
import type { Org, Session } from '../engine/types.ts';
import type { TokenStore } from '../oauth/tokens.ts';
import { invalidSession } from './errors.ts';

export const bearerOf = (request: Request): string | undefined =>
  /^(?:Bearer|OAuth)\s+(\S+)$/i.exec(request.get('authorization') ?? '')?.[1];

/** Whose access token it is; undefined where it is nobody's, or too old. */
export const sessionByToken =
  (org: Org, tokens: TokenStore) =>
  (token: string): Session | undefined => {
    const username = tokens.usernameOf(token);
    return username === undefined ? undefined : org.sessionFor(username);
  };

/** Who calls, by the access token; worked out once a request. */
export const sessionReader = (org: Org, tokens: TokenStore): ((request: Request) => Session) => {
  const known = new WeakMap<Request, Session>();
  const byToken = sessionByToken(org, tokens);
  const read = (request: Request): Session => {
    const session = byToken(bearerOf(request) ?? '');
    if (!session) throw invalidSession();
    known.set(request, session);
    return session;
  };
  return (request) => known.get(request) ?? read(request);
};
