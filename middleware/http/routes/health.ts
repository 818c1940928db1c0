import { Router, type RequestHandler } from 'express';
import { only } from '../access.ts';
import type { AppDeps } from '../deps.ts';

/** `/healthz`: the process runs. `/readyz`: it can work, so its database answers. */
export function healthRoutes({ ping }: Pick<AppDeps, 'ping'>, limit: RequestHandler): Router {
  const router = Router();
  const answers = once(ping);
  router
    .route('/healthz')
    .get((_request, response) => {
      response.json({ status: 'ok' });
    })
    .all(only('GET'));
  router
    .route('/readyz')
    .get(limit, async (_request, response) => {
      try {
        await answers();
        response.json({ status: 'ok' });
      } catch {
        const reason = 'The database does not answer.';
        response.status(503).json({ status: 'unavailable', reason });
      }
    })
    .all(only('GET'));
  return router;
}

/** Whoever asks while it is being asked gets the same answer: strangers do not make the database work. */
function once(ask: () => Promise<void>): () => Promise<void> {
  let running: Promise<void> | undefined;
  return () =>
    (running ??= ask().finally(() => {
      running = undefined;
    }));
}
