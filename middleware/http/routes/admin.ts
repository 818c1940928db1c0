import { timingSafeEqual } from 'node:crypto';
import { json, Router, type NextFunction, type Request, type Response } from 'express';
import { z } from 'zod';
import type { AppDeps } from '../deps.ts';

const storeKey = z.string().optional();
const whichRejected = z.object({
  store: storeKey,
  keys: z.array(z.string()).max(10_000).optional(),
});

/** What the command line asks of a running service. Every request needs the token that only its own user can read. */
export function adminRoutes({ admin, status }: Pick<AppDeps, 'admin' | 'status'>): Router {
  const router = Router();
  router.use('/admin', isAllowed(admin.token), json({ limit: '1mb' }));
  router.post('/admin/sync', (request, response) => {
    const { store } = z.object({ store: storeKey }).parse(request.body ?? {});
    response.status(202).json({ stores: admin.sync(store) });
  });
  router.post('/admin/status', async (_request, response) => {
    response.json(await status());
  });
  router.post('/admin/rejected', async (request, response) => {
    const { store, limit } = z
      .object({ store: storeKey, limit: z.int().min(1).max(100_000).optional() })
      .parse(request.body ?? {});
    response.json(await admin.rejected(store, limit));
  });
  router.post('/admin/rejected/retry', async (request, response) => {
    const { store, keys } = whichRejected.parse(request.body ?? {});
    response.status(202).json(await admin.retry(store, keys));
  });
  router.use('/admin', badRequest);
  return router;
}

function isAllowed(token: string) {
  const wanted = Buffer.from(`Bearer ${token}`);
  return (request: Request, response: Response, next: NextFunction) => {
    const given = Buffer.from(request.get('authorization') ?? '');
    if (given.length === wanted.length && timingSafeEqual(given, wanted)) next();
    else response.status(401).json({ error: 'This needs the token of the service.' });
  };
}

function badRequest(error: unknown, _request: Request, response: Response, next: NextFunction) {
  if (!(error instanceof z.ZodError)) next(error);
  else response.status(400).json({ error: error.issues.map(({ message }) => message).join('; ') });
}
