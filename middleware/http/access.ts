import { createHash, timingSafeEqual } from 'node:crypto';
import type { NextFunction, Request, RequestHandler, Response } from 'express';
import { isIn, listOf, type HttpSettings } from './settings.ts';

type Access = Pick<HttpSettings, 'adminFrom' | 'trustProxy'>;

/**
 * For strangers there is no such page. Who hides behind a proxy that we were not told of is a stranger too: from this
 * machine it would look as if the proxy itself asked.
 */
export function onlyFrom({ adminFrom, trustProxy }: Access): RequestHandler {
  const allowed = listOf(adminFrom);
  return (request, response, next) => {
    const forwarded = request.get('x-forwarded-for') ?? request.get('forwarded');
    const isKnown = trustProxy !== null || forwarded === undefined;
    if (isKnown && isIn(allowed, request.ip)) next();
    else noSuchPage(request, response);
  };
}

/** Takes any of the tokens, in the same time whatever is given. */
export function onlyWith(tokens: readonly string[]): RequestHandler {
  const wanted = tokens.map((token) => digest(`Bearer ${token}`));
  return (request, response, next) => {
    const given = digest(request.get('authorization') ?? '');
    const fits = wanted.map((one) => timingSafeEqual(one, given));
    if (fits.includes(true)) next();
    else response.status(401).json({ error: 'This needs the token of the service.' });
  };
}

/** Of equal length, so that nothing is told of a token's own. */
function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}

export function noSuchPage(_request: Request, response: Response): void {
  response.status(404).json({ error: 'There is no such page.' });
}

/** For a page that exists, asked in a way that it does not. */
export function only(...methods: readonly string[]): RequestHandler {
  return (_request: Request, response: Response, _next: NextFunction) => {
    response.status(405).set('Allow', methods.join(', '));
    response.json({ error: 'This page is not asked like that.' });
  };
}
