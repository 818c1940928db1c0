import express, { type Express, type NextFunction, type Request, type Response } from 'express';
import helmet from 'helmet';
import type { AppDeps } from './deps.ts';
import { adminRoutes } from './routes/admin.ts';
import { healthRoutes } from './routes/health.ts';
import { metricsRoutes } from './routes/metrics.ts';
import { statusRoutes } from './routes/status.ts';
import { webhookRoutes } from './routes/webhooks.ts';

/** The service's pages; it does not listen. */
export function createApp(deps: AppDeps): Express {
  const app = express();
  app.disable('x-powered-by');
  app.use(helmet());
  app.use(healthRoutes(deps));
  app.use(metricsRoutes(deps));
  app.use(statusRoutes(deps));
  app.use(webhookRoutes(deps));
  app.use(adminRoutes(deps));
  app.use((_request: Request, response: Response) => {
    response.status(404).json({ error: 'There is no such page.' });
  });
  app.use((error: unknown, request: Request, response: Response, _next: NextFunction) => {
    deps.log.error({ err: error, path: request.path }, 'A request failed');
    response.status(500).json({ error: 'The request failed; the log says why.' });
  });
  return app;
}
