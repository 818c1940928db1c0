import { createHash, randomUUID } from 'node:crypto';
import express, { type ErrorRequestHandler, type Express, type RequestHandler } from 'express';
import { answer, type GraphqlRequest } from './answer.ts';
import type { BulkOperations } from './bulk/operations.ts';
import type { ShopContext } from './fields/field.ts';
import type { Merchant } from './merchant/index.ts';
import { shopPage } from './page/index.ts';
import { apiVersion } from './schema.ts';
import type { Throttle } from './throttle.ts';

/** What a test makes of one request instead of answering it. */
export type Fault =
  | {
      readonly status: number;
      readonly headers?: Readonly<Record<string, string>>;
      readonly body?: unknown;
    }
  /** The connection breaks after so many bytes of the answer's body. */
  | { readonly breakAfterBytes: number }
  /** Answered, but late. */
  | { readonly delayMs: number };
export interface SeenRequest {
  readonly method: string;
  readonly path: string;
  readonly body: unknown;
}

export interface AppOptions {
  readonly context: ShopContext;
  readonly throttle: Throttle;
  readonly bulk: BulkOperations;
  readonly merchant: Merchant;
  readonly accessToken: string;
  readonly onRequest?: ((request: SeenRequest) => Fault | undefined) | undefined;
}

export const bulkPath = '/bulk';

/** The shop over HTTP; never listens by itself. */
export function createApp({
  context,
  throttle,
  bulk,
  merchant,
  accessToken,
  onRequest,
}: AppOptions): Express {
  const app = express();
  app.disable('x-powered-by').disable('etag');
  app.use(express.json({ limit: '2mb' }));
  app.use((_request, response, next) => {
    // Clients take the shop's clock from here.
    response.set({ Date: context.now().toUTCString(), 'X-Request-Id': randomUUID() });
    next();
  });
  if (onRequest) app.use(faults(onRequest));
  app.post('/admin/api/:version/graphql.json', authorized(accessToken), (request, response) => {
    if (request.params['version'] !== apiVersion)
      return void response.status(404).json({ errors: 'Not Found' });
    response.set('X-Shopify-API-Version', apiVersion);
    const body = request.body as Partial<GraphqlRequest> | undefined;
    if (typeof body?.query !== 'string') {
      return void response
        .status(400)
        .json({ errors: { query: 'Required parameter missing or invalid' } });
    }
    response.json(answer(body as GraphqlRequest, context, throttle));
  });
  app.get(`${bulkPath}/:file`, (request, response) =>
    sendFile(bulk.folder, request.params.file, response),
  );
  app.use(shopPage({ ...context, merchant }));
  app.use((_request, response) => void response.status(404).json({ errors: 'Not Found' }));
  app.use(badBody);
  return app;
}

const authorized =
  (accessToken: string): RequestHandler =>
  (request, response, next) => {
    if (request.get('X-Shopify-Access-Token') === accessToken) return next();
    response.status(401).json({
      errors: '[API] Invalid API key or access token (unrecognized login or wrong password)',
    });
  };

/** Express gives ranges (with If-Range) and their errors; the name in the URL is the only key. */
function sendFile(folder: string, file: string, response: express.Response): void {
  const etag = `"${createHash('sha256').update(file).digest('hex').slice(0, 32)}"`;
  response.set({ ETag: etag, 'Content-Disposition': `attachment; filename="${file}"` });
  response.type('application/jsonl');
  response.sendFile(file, { root: folder }, (error) => {
    if (!error || response.headersSent) return;
    const { status = 404 } = error as { status?: number };
    response.status(status).end();
  });
}

function faults(onRequest: (request: SeenRequest) => Fault | undefined): RequestHandler {
  return (request, response, next) => {
    const fault = onRequest({ method: request.method, path: request.path, body: request.body });
    if (!fault) return next();
    if ('status' in fault) {
      return void response
        .status(fault.status)
        .set(fault.headers ?? {})
        .send(fault.body ?? '');
    }
    if ('delayMs' in fault) return void setTimeout(next, fault.delayMs).unref();
    breakAfter(response, fault.breakAfterBytes);
    next();
  };
}

/** Lets so many bytes of the body out, then cuts the connection. */
function breakAfter(response: express.Response, limit: number): void {
  let left = limit;
  const write = response.write.bind(response) as (bytes: Buffer, done: () => void) => boolean;
  const guarded = (chunk: unknown): boolean => {
    const bytes =
      typeof chunk === 'string' || chunk instanceof Uint8Array
        ? Buffer.from(chunk)
        : Buffer.alloc(0);
    const part = bytes.subarray(0, left);
    left -= part.length;
    if (part.length === bytes.length) return write(bytes, () => undefined);
    // Nothing more gets through, the end included.
    response.write = response.end = (() => false) as never;
    return write(part, () => response.destroy());
  };
  response.write = guarded as never;
  const end = response.end.bind(response) as () => unknown;
  response.end = ((chunk: unknown) => {
    if (chunk !== undefined && typeof chunk !== 'function') guarded(chunk);
    if (!response.destroyed && left > 0) end();
    return response;
  }) as never;
}

const badBody: ErrorRequestHandler = (error: { status?: number }, _request, response, _next) => {
  const status = error.status ?? 500;
  response
    .status(status)
    .json({ errors: status === 500 ? 'Internal Server Error' : 'Bad Request' });
};
