import { Router, type RequestHandler } from 'express';
import { only } from '../access.ts';
import type { AppDeps } from '../deps.ts';

/** `/healthz`: the process runs. `/readyz`: it can work, so its database answers; and which stores wait for a person. */
export function healthRoutes(
  { ping, stopped }: Pick<AppDeps, 'ping' | 'stopped'>,
  limit: RequestHandler,
): Router {
  const router = Router();
  const answers = once(async () => {
    await ping();
    return (await stopped?.()) ?? [];
  });
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
        response.json({ status: 'ok', stopped: await answers() });
      } catch {
        const reason = 'The database does not answer.';
        response.status(503).json({ status: 'unavailable', reason });
      }
    })
    .all(only('GET'));
  return router;
}

/** Whoever asks while it is being asked gets the same answer: strangers do not make the database work. */
function once<T>(ask: () => Promise<T>): () => Promise<T> {
  let running: Promise<T> | undefined;
  return () =>
    (running ??= ask().finally(() => {
      running = undefined;
    }));
}
