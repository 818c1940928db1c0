import type { Failure } from '../../common/errors.ts';
import type { ConnectorIo } from '../connector.ts';
import { backoff, connectionProblem } from './client.ts';
import { httpFailure, retryAfterOf, unavailable, type StoreName } from './http-failure.ts';

const silenceMs = 30_000;
const maxTries = 6;

/** The file is no longer there, or is not what the shop said it would be: a new one has to be made. */
export class ResultUnusable extends Error {}

export interface Download {
  readonly name: StoreName;
  readonly io: ConnectorIo;
  readonly url: string;
  /** Byte to begin at. */
  readonly offset: number;
  /** Bytes of the whole file, where the shop told. */
  readonly size: number | null;
  readonly signal: AbortSignal | undefined;
}

/**
 * The bytes of a file from an offset to its end. A connection that breaks, or ends before the file does, is taken up
 * again by Range where it stopped; only a try that brings nothing counts against the limit of 6.
 */
export async function* download(file: Download): AsyncGenerator<Uint8Array> {
  let at = file.offset;
  let { size } = file;
  let failures = 0;
  while (size === null || at < size) {
    const before = at;
    const problem: { failure?: Failure; waitMs?: number | undefined } = {};
    const silence = new Silence(file.signal);
    try {
      const response = await silence.guard(request(file, at, silence.signal));
      if (response.ok) {
        size ??= sizeOf(response);
        for await (const chunk of body(response, at, silence)) {
          at += chunk.length;
          yield chunk;
        }
        if (size === null || at >= size) return;
        problem.failure = unavailable(file.name, `the bulk result ended at byte ${at} of ${size}`);
      } else {
        await response.body?.cancel();
        problem.waitMs = retryAfterOf(response.headers, file.io.now());
        problem.failure = refused(file, response.status, problem.waitMs);
      }
    } catch (error) {
      file.signal?.throwIfAborted();
      if (error instanceof ResultUnusable) throw error;
      const what = `the download of the bulk result: ${connectionProblem(error)}`;
      problem.failure = unavailable(file.name, what, error);
    } finally {
      silence.end();
    }
    failures = at > before ? 1 : failures + 1;
    if (failures >= maxTries || !problem.failure.retryable) throw problem.failure;
    await file.io.sleep(problem.waitMs ?? backoff(failures), file.signal);
  }
}

function request({ io, url }: Download, at: number, signal: AbortSignal): Promise<Response> {
  // Compressed bytes could not be counted, and so not be asked for by Range.
  const headers: Record<string, string> = { 'accept-encoding': 'identity' };
  if (at > 0) headers['range'] = `bytes=${at}-`;
  return io.fetch(url, { headers, signal });
}

/** The address is signed and runs out after seven days; storage says that in several ways. */
function refused({ name }: Download, status: number, waitMs: number | undefined): Failure {
  if ([400, 401, 403, 404, 410, 416].includes(status)) {
    throw new ResultUnusable(`the bulk result is gone (HTTP ${status})`);
  }
  return httpFailure(name, status, waitMs);
}

function sizeOf({ status, headers }: Response): number | null {
  const told =
    status === 206
      ? /\/(\d+)$/.exec(headers.get('content-range') ?? '')?.[1]
      : headers.get('content-length');
  return told === undefined || told === null ? null : Number(told);
}

/** A server that knows no Range answers with the whole file: what we have is skipped. */
async function* body(response: Response, at: number, silence: Silence): AsyncGenerator<Uint8Array> {
  if (response.status === 206) {
    const first = /^bytes (\d+)-/.exec(response.headers.get('content-range') ?? '')?.[1];
    if (first !== undefined && Number(first) !== at)
      throw new Error('another range than asked for');
  }
  let skip = response.status === 206 ? 0 : at;
  const reader = response.body?.getReader();
  if (!reader) return;
  try {
    for (;;) {
      const { done, value } = await silence.guard(reader.read());
      if (done) return;
      const chunk = value.subarray(Math.min(skip, value.length));
      skip -= value.length - chunk.length;
      if (chunk.length > 0) yield chunk;
    }
  } finally {
    await reader.cancel().catch(() => undefined);
  }
}

/** Ends a connection on which nothing has come for 30 s. Time that our side takes does not count. */
class Silence {
  private readonly controller = new AbortController();
  readonly signal: AbortSignal;
  private timer: NodeJS.Timeout | undefined;

  constructor(outer: AbortSignal | undefined) {
    const inner = this.controller.signal;
    this.signal = outer ? AbortSignal.any([outer, inner]) : inner;
  }

  async guard<T>(waiting: Promise<T>): Promise<T> {
    this.timer = setTimeout(() => {
      this.controller.abort(new DOMException('nothing came for 30 s', 'TimeoutError'));
    }, silenceMs);
    try {
      return await waiting;
    } finally {
      clearTimeout(this.timer);
    }
  }

  end(): void {
    clearTimeout(this.timer);
    this.controller.abort();
  }
}
