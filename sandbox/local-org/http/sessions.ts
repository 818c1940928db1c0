import type { Request } from 'express';
import type { Org, Session } from '../engine/types.ts';
import type { TokenStore } from '../oauth/tokens.ts';
import { invalidSession } from './errors.ts';

export const bearerOf = (request: Request): string | undefined =>
  /^(?:Bearer|OAuth)\s+(\S+)$/i.exec(request.get('authorization') ?? '')?.[1];

/** Who calls, by the access token; worked out once a request. */
export const sessionReader = (org: Org, tokens: TokenStore): ((request: Request) => Session) => {
  const known = new WeakMap<Request, Session>();
  const read = (request: Request): Session => {
    const username = tokens.usernameOf(bearerOf(request) ?? '');
    const session = username === undefined ? undefined : org.sessionFor(username);
    if (!session) throw invalidSession();
    known.set(request, session);
    return session;
  };
  return (request) => known.get(request) ?? read(request);
};
