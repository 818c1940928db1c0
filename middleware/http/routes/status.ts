import { Router } from 'express';
import { withoutRecords } from '../../sync/status.ts';
import { only } from '../access.ts';
import type { AppDeps } from '../deps.ts';

/** What the service has done: checkpoints, the latest runs, how many records are rejected. No personal data. */
export function statusRoutes({ status }: Pick<AppDeps, 'status'>): Router {
  const router = Router();
  router
    .route('/status')
    .get(async (_request, response) => {
      response.json(withoutRecords(await status()));
    })
    .all(only('GET'));
  return router;
}
