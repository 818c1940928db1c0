import type { RequestListener } from 'node:http';
import express, { type Response } from 'express';
import helmet from 'helmet';
import { only } from './access.ts';

/** Whoever delivers or looks may come again then. */
const retryAfterSeconds = 15;

/** What the service shows from its first moment on: that it waits, and for whom, until it has its pages. */
export class Front {
  #pages: RequestListener;
  #waitsFor = 'It is starting.';

  constructor() {
    this.#pages = waiting(() => this.#waitsFor);
  }

  /** Always the same, whatever it shows. */
  readonly listener: RequestListener = (request, response) => this.#pages(request, response);

  /** A sentence that strangers may read. */
  waitsFor(reason: string): void {
    this.#waitsFor = reason;
  }

  shows(pages: RequestListener): void {
    this.#pages = pages;
  }
}

/** `/healthz`: the process runs. Anything else, `/readyz` and deliveries too: not yet, and why. */
function waiting(reason: () => string): RequestListener {
  const app = express();
  app.disable('x-powered-by').disable('etag');
  app.use(helmet());
  app
    .route('/healthz')
    .get((_request, response) => void response.json({ status: 'ok' }))
    .all(only('GET'));
  app.use((_request, response: Response) => {
    response.set({ 'Retry-After': String(retryAfterSeconds), 'Cache-Control': 'no-store' });
    response.status(503).json({ status: 'unavailable', reason: reason() });
  });
  return app;
}
