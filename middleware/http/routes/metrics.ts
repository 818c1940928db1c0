import { Router } from 'express';
import type { AppDeps } from '../deps.ts';

/** In Prometheus' text format: https://prometheus.io/docs/instrumenting/exposition_formats/ */
export function metricsRoutes({ registry }: Pick<AppDeps, 'registry'>): Router {
  const router = Router();
  router.get('/metrics', async (_request, response) => {
    response.type(registry.contentType).send(await registry.metrics());
  });
  return router;
}
