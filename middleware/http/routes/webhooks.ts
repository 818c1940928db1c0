import { raw, Router, type NextFunction, type Request, type Response } from 'express';
import type { IncomingHttpHeaders } from 'node:http';
import { noSuchPage, only } from '../access.ts';
import type { AppDeps } from '../deps.ts';
import { limitRefused, limitTo, usualLimits } from '../limits.ts';

/** Far above any delivery of a shop: Shopify's largest order payloads stay below it. */
const longestBody = '1mb';

type Deps = Pick<AppDeps, 'inbox' | 'webhookReceived' | 'log' | 'limits'>;

/**
 * `POST /webhooks/<key of the store>`: says only that something changed. The answer comes as soon as that is kept; what
 * changed is read from the shop afterwards.
 */
export function webhookRoutes(deps: Deps): Router {
  const { inbox, webhookReceived, log, limits = usualLimits } = deps;
  const router = Router();
  const storeOf = (request: Request) => String(request.params['store']);
  router.post(
    '/webhooks/:store',
    isKnown(inbox),
    limitTo(limits.deliveries, storeOf),
    limitRefused(limits.refusedDeliveries, storeOf),
    // Compressed it could be anything once it is not; no shop sends it so.
    raw({ type: () => true, limit: longestBody, inflate: false }),
  );
  router.post('/webhooks/:store', async (request: Request<{ store: string }>, response) => {
    const body = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
    const headers = textHeaders(request.headers);
    const answer = await inbox.receive(request.params.store, { headers, body });
    const { store, fate, status, reason } = answer;
    webhookReceived(store, fate);
    if (reason !== null) log.warn({ store, status, reason }, 'A delivery was refused');
    response.status(status).end();
  });
  router.all('/webhooks/:store', isKnown(inbox), only('POST'));
  router.use('/webhooks', unreadable);
  return router;
}

function isKnown(inbox: Deps['inbox']) {
  return (request: Request<{ store: string }>, response: Response, next: NextFunction) => {
    if (inbox.has(request.params.store)) next();
    else noSuchPage(request, response);
  };
}

/** What `raw` does not take in: a body too long, or cut off. */
function unreadable(error: unknown, _request: Request, response: Response, next: NextFunction) {
  const status = (error as { status?: unknown }).status;
  if (typeof status !== 'number' || status >= 500) next(error);
  else response.status(status).end();
}

function textHeaders(headers: IncomingHttpHeaders): Record<string, string | undefined> {
  const entries = Object.entries(headers);
  return Object.fromEntries(
    entries.map(([name, value]) => [name, Array.isArray(value) ? value.join(', ') : value]),
  );
}
