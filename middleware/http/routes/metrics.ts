import { Router } from 'express';
import { only } from '../access.ts';
import type { AppDeps } from '../deps.ts';

/** In Prometheus' text format: https://prometheus.io/docs/instrumenting/exposition_formats/ */
export function metricsRoutes({ registry }: Pick<AppDeps, 'registry'>): Router {
  const router = Router();
  router
    .route('/metrics')
    .get(async (_request, response) => {
      response.type(registry.contentType).send(await registry.metrics());
    })
    .all(only('GET'));
  return router;
}
