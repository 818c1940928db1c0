import type { Request, Response, Router } from 'express';
import { notFound } from '../http/errors.ts';

export interface Subrequest {
  readonly method: string;
  /** Below `base`, with its query: `/sobjects/Account`. */
  readonly path: string;
  /** `/services/data/v66.0` */
  readonly base: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: unknown;
}

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: unknown;
}

/** What handlers of the REST API call on a response. */
class Recorder {
  statusCode = 200;
  readonly headers: Record<string, string> = {};
  body: unknown = null;
  ended = false;

  status(code: number): this {
    this.statusCode = code;
    return this;
  }

  location(url: string): this {
    this.headers.Location = url;
    return this;
  }

  json(body: unknown): this {
    this.body = body;
    return this.end();
  }

  end(): this {
    this.ended = true;
    return this;
  }
}

/** The caller stays who they are, whatever headers a subrequest brings. */
const requestFor = (caller: Request, sub: Subrequest): Request => {
  const headers = { ...sub.headers, authorization: caller.get('authorization') };
  const own = {
    ...sub,
    url: sub.path,
    originalUrl: sub.base + sub.path,
    baseUrl: sub.base,
    headers,
  };
  const properties = Object.entries({ ...own, params: {} }).map(([name, value]) => [
    name,
    { value, writable: true, enumerable: true, configurable: true },
  ]);
  return Object.create(caller, Object.fromEntries(properties) as PropertyDescriptorMap) as Request;
};

/** Asks the REST API's own handlers, within this process; they answer before this returns. */
export const answerSubrequest = (api: Router, caller: Request, sub: Subrequest): Answer => {
  const recorder = new Recorder();
  api(requestFor(caller, sub), recorder as unknown as Response, () => undefined);
  if (!recorder.ended) throw notFound();
  return { status: recorder.statusCode, headers: recorder.headers, body: recorder.body };
};
