import { Router } from 'express';
import type { AppDeps } from '../deps.ts';

/** `/healthz`: the process runs. `/readyz`: it can work, so its database answers. */
export function healthRoutes({ ping }: Pick<AppDeps, 'ping'>): Router {
  const router = Router();
  router.get('/healthz', (_request, response) => {
    response.json({ status: 'ok' });
  });
  router.get('/readyz', async (_request, response) => {
    try {
      await ping();
      response.json({ status: 'ok' });
    } catch {
      response.status(503).json({ status: 'unavailable', reason: 'The database does not answer.' });
    }
  });
  return router;
}
