import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ReadableStream } from 'node:stream/web';
import type { NextFunction, Request, Response } from 'express';

const timeoutMs = 60_000;
const passedOn = ['accept', 'content-type'] as const;

/** Passes requests under a path on to the org, as the user whose token this is. */
export function forward(orgUrl: string, token: () => Promise<string>) {
  return (request: Request, response: Response, next: NextFunction): void => {
    pass(orgUrl, token, request, response).catch((error: unknown) => {
      if (response.headersSent) next(error);
      else sayUnreachable(response, orgUrl, error);
    });
  };
}

async function pass(
  orgUrl: string,
  token: () => Promise<string>,
  request: Request,
  response: Response,
): Promise<void> {
  const gone = new AbortController();
  response.on('close', () => gone.abort());
  const hasBody = request.method !== 'GET' && request.method !== 'HEAD';
  const answer = await fetch(new URL(request.originalUrl, orgUrl), {
    method: request.method,
    headers: await headersOf(request, token),
    signal: AbortSignal.any([gone.signal, AbortSignal.timeout(timeoutMs)]),
    ...(hasBody ? { body: Readable.toWeb(request) as ReadableStream, duplex: 'half' } : {}),
  } as RequestInit);
  response.status(answer.status);
  const type = answer.headers.get('content-type');
  if (type) response.set('content-type', type);
  if (!answer.body) response.end();
  else await pipeline(Readable.fromWeb(answer.body as ReadableStream), response);
}

async function headersOf(request: Request, token: () => Promise<string>): Promise<Headers> {
  const headers = new Headers({ authorization: `Bearer ${await token()}` });
  for (const name of passedOn) {
    const value = request.get(name);
    if (value !== undefined) headers.set(name, value);
  }
  return headers;
}

function sayUnreachable(response: Response, orgUrl: string, error: unknown): void {
  const cause = error instanceof Error ? (error.cause ?? error) : error;
  const reason = cause instanceof Error ? cause.message : String(cause);
  const message = `The org at ${orgUrl} does not answer (${reason}). Start it and try again.`;
  response.status(502).json([{ errorCode: 'SERVER_UNAVAILABLE', message }]);
}
