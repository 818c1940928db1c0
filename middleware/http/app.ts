import express, { type Express, type NextFunction, type Request, type Response } from 'express';
import helmet from 'helmet';
import { noSuchPage, onlyFrom } from './access.ts';
import type { AppDeps } from './deps.ts';
import { limitTo, usualLimits } from './limits.ts';
import { adminRoutes } from './routes/admin.ts';
import { healthRoutes } from './routes/health.ts';
import { metricsRoutes } from './routes/metrics.ts';
import { statusRoutes } from './routes/status.ts';
import { webhookRoutes } from './routes/webhooks.ts';
import { localOnly } from './settings.ts';

/** The service's pages; it does not listen. Strangers see `/healthz`, `/readyz` and `/webhooks/`, and nothing else. */
export function createApp(deps: AppDeps): Express {
  const { access = localOnly, limits = usualLimits } = deps;
  const app = express();
  app.disable('x-powered-by');
  app.disable('etag');
  app.set('query parser', false);
  app.set('trust proxy', access.trustProxy ?? false);
  app.use(helmet(), neverKept);
  app.use(webhookRoutes(deps));
  app.use(healthRoutes(deps, limitTo(limits.pages)));
  app.use(['/admin', '/metrics', '/status'], onlyFrom(access));
  app.use(adminRoutes(deps));
  app.use(limitTo(limits.pages));
  app.use(metricsRoutes(deps));
  app.use(statusRoutes(deps));
  app.use(noSuchPage);
  app.use((error: unknown, request: Request, response: Response, _next: NextFunction) => {
    answerFailure(error, request, response, deps);
  });
  return app;
}

function neverKept(_request: Request, response: Response, next: NextFunction): void {
  response.set('Cache-Control', 'no-store');
  next();
}

/** A request that could not be read is the asker's fault, and gets its status; anything else is ours. */
function answerFailure(
  error: unknown,
  request: Request,
  response: Response,
  { log }: Pick<AppDeps, 'log'>,
): void {
  const { status } = (error ?? {}) as { status?: unknown };
  if (typeof status === 'number' && status >= 400 && status < 500) {
    response.status(status).json({ error: 'The request could not be read.' });
    return;
  }
  log.error({ err: error, path: request.path }, 'A request failed');
  response.status(500).json({ error: 'The request failed; the log says why.' });
}
