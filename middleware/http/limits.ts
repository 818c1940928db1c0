import type { Request, RequestHandler, Response } from 'express';
import { ipKeyGenerator, rateLimit } from 'express-rate-limit';

/** Requests a minute, of one address. */
export interface Limits {
  /** And store: a sale in a large shop is far below it. */
  readonly deliveries: number;
  /** Deliveries that were refused: guessing signatures is slow work. */
  readonly refusedDeliveries: number;
  readonly admin: number;
  /** Wrong tokens. */
  readonly refusedAdmin: number;
  /** Everything else but `/healthz`. */
  readonly pages: number;
}

export const usualLimits: Limits = {
  deliveries: 60_000,
  refusedDeliveries: 3000,
  admin: 600,
  refusedAdmin: 20,
  pages: 6000,
};

const windowMs = 60_000;

/** Answers 429 with `Retry-After`. `keyOf` tells apart what is counted apart, besides the address. */
export function limitTo(
  limit: number,
  keyOf: (request: Request) => string = () => '',
): RequestHandler {
  return limiter(limit, keyOf, false);
}

/** Counts what is answered with an error alone. */
export function limitRefused(
  limit: number,
  keyOf: (request: Request) => string = () => '',
): RequestHandler {
  return limiter(limit, keyOf, true);
}

function limiter(
  limit: number,
  keyOf: (request: Request) => string,
  skipSuccessfulRequests: boolean,
): RequestHandler {
  return rateLimit({
    ...{ windowMs, limit, skipSuccessfulRequests, handler: tooMany },
    // That we cannot answer is no fault of whoever asks.
    requestWasSuccessful: (_request, { statusCode }) => statusCode < 400 || statusCode >= 500,
    // What strangers need not know.
    ...{ standardHeaders: false, legacyHeaders: false },
    // Who asks is settled in access.ts and settings.ts.
    validate: false,
    // Of IPv6 a subnet, for one customer of a provider has that many addresses.
    keyGenerator: (request) => `${keyOf(request)} ${ipKeyGenerator(request.ip ?? '', 56)}`,
  });
}

interface Counted {
  readonly rateLimit?: { readonly resetTime?: Date };
}

function tooMany(request: Request, response: Response): void {
  const resetTime = (request as Request & Counted).rateLimit?.resetTime?.getTime() ?? 0;
  const seconds = Math.max(1, Math.ceil((resetTime - Date.now()) / 1000));
  response.status(429).set('Retry-After', String(seconds));
  response.json({ error: 'These are too many requests.' });
}
