import { Failure } from '../common/errors.ts';
import { apiFailure, retryAfterMs, unreachable } from './api-error.ts';
import { startDeadline } from './deadline.ts';
import type { Deadline } from './deadline.ts';
import { backoffMs } from './io.ts';
import type { SalesforceIo } from './io.ts';

export interface Identity {
  readonly orgId: string;
  readonly username: string;
}

/** Who we are for now. `instanceUrl` without a slash at its end. */
export interface Token {
  readonly accessToken: string;
  readonly instanceUrl: string;
  /** Where the login told it already. */
  readonly identity?: Identity | undefined;
}

export interface RequestOptions<T> {
  /** Made anew for each attempt: a stream can be sent only once. A Blob may be a part of a file. */
  readonly body?: () => string | Blob | Promise<string | Blob>;
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal | undefined;
  /** Longest silence; default: the connection's. */
  readonly timeoutMs?: number;
  /** How often it is sent at most; default: the connection's. */
  readonly attempts?: number;
  /**
   * Turns the answer into a result; called again from the start when the connection breaks in mid-download. Default:
   * JSON, or undefined where the answer is empty.
   */
  readonly read?: (answer: Answer) => Promise<T>;
}

export interface Answer {
  readonly headers: Headers;
  readonly body: AsyncIterable<Uint8Array>;
}

export interface ApiUsage {
  readonly used: number;
  readonly limit: number;
}

export interface SalesforceConnection {
  readonly instanceUrl: string;
  /** `66.0` */
  readonly apiVersion: string;
  /** HTTP requests sent to the API so far, repeated ones included; logins are not counted by Salesforce. */
  readonly apiCalls: number;
  /** As the last answer's Sforce-Limit-Info said; null before the first. */
  readonly apiUsage: ApiUsage | null;
  readonly io: SalesforceIo;
  /** The usual time-out; longer work adds to it. */
  readonly timeoutMs: number;
  /**
   * A path without a leading slash is below `/services/data/v66.0/`. Every call may be repeated (lost connection, 408,
   * 420, 429, 5xx), so only calls that do no harm twice belong here. Throws Failure.
   */
  request<T = unknown>(method: string, path: string, options?: RequestOptions<T>): Promise<T>;
  /** For answers too long to hold. Retried until an answer begins; the caller reads `body` to its end or returns it. */
  open(method: string, path: string, options?: RequestOptions<never>): Promise<Answer>;
  identity(signal?: AbortSignal): Promise<Identity>;
  /** For calls that do not go through here. `refused`: a token that is good no more, so that another is asked for. Throws Failure. */
  session(refused?: Token): Promise<Token>;
}

export interface ConnectionLimits {
  readonly timeoutMs: number;
  readonly attempts: number;
  /** A Retry-After above this is not slept through here but thrown, for whoever plans the runs. */
  readonly longestWaitMs: number;
}

const usual: ConnectionLimits = { timeoutMs: 60_000, attempts: 6, longestWaitMs: 120_000 };
const passing = new Set([408, 420, 425, 429, 500, 502, 503, 504]);

export interface ConnectionSetup {
  readonly token: Token;
  /** Null where nothing can be renewed: a token that was handed in. */
  readonly renew: (() => Promise<Token>) | null;
  readonly io: SalesforceIo;
  readonly apiVersion?: string | undefined;
  readonly limits?: Partial<ConnectionLimits> | undefined;
}

export function createConnection(setup: ConnectionSetup): SalesforceConnection {
  return new Connection(setup);
}

interface Call<T> {
  readonly method: string;
  readonly path: string;
  readonly options: RequestOptions<T>;
  /** Keeps the deadline running after `finish`: the body is still to be read. */
  readonly finish: (answer: Answer, deadline: Deadline) => Promise<T>;
}

type Attempt<T> = { readonly result: T } | { readonly failure: Failure; readonly again: boolean };

class Connection implements SalesforceConnection {
  readonly apiVersion: string;
  readonly io: SalesforceIo;
  apiCalls = 0;
  apiUsage: ApiUsage | null = null;
  #token: Token;
  #renewing: Promise<Token> | null = null;
  #identity: Promise<Identity> | null = null;
  readonly #renew: (() => Promise<Token>) | null;
  readonly #limits: ConnectionLimits;

  constructor(setup: ConnectionSetup) {
    this.#token = setup.token;
    this.#renew = setup.renew;
    this.#limits = { ...usual, ...setup.limits };
    this.io = setup.io;
    this.apiVersion = setup.apiVersion ?? '66.0';
  }

  get instanceUrl(): string {
    return this.#token.instanceUrl;
  }

  get timeoutMs(): number {
    return this.#limits.timeoutMs;
  }

  get #host(): string {
    return new URL(this.#token.instanceUrl).host;
  }

  request<T>(method: string, path: string, options: RequestOptions<T> = {}): Promise<T> {
    const read = options.read ?? (readJson as (answer: Answer) => Promise<T>);
    const finish = async (answer: Answer, deadline: Deadline) => {
      const result = await read(answer);
      deadline.clear();
      return result;
    };
    return this.#persist({ method, path, options, finish });
  }

  open(method: string, path: string, options: RequestOptions<never> = {}): Promise<Answer> {
    return this.#persist({ method, path, options, finish: async (answer) => answer });
  }

  identity(signal?: AbortSignal): Promise<Identity> {
    const { identity } = this.#token;
    if (identity) return Promise.resolve(identity);
    this.#identity ??= this.#whoAmI(signal).catch((error: unknown) => {
      this.#identity = null;
      throw error;
    });
    return this.#identity;
  }

  async session(refused?: Token): Promise<Token> {
    if (refused && this.#token === refused) {
      if (!this.#renew) throw overdue(this.#host);
      await this.#renewOnce(refused);
    }
    return this.#token;
  }

  async #whoAmI(signal?: AbortSignal): Promise<Identity> {
    const info = await this.request<{ organization_id: string; preferred_username: string }>(
      'GET',
      '/services/oauth2/userinfo',
      { signal },
    );
    return { orgId: info.organization_id, username: info.preferred_username };
  }

  async #persist<T>(call: Call<T>): Promise<T> {
    let renewed = false;
    for (let attempt = 0; ;) {
      const token = this.#token;
      const outcome = await this.#attempt(token, call);
      if ('result' in outcome) return outcome.result;
      const { failure, again } = outcome;
      if (failure.kind === 'auth' && this.#renew && !renewed) {
        renewed = true;
        await this.#renewOnce(token);
        continue;
      }
      const waitMs = failure.retryAfterMs ?? backoffMs(attempt);
      attempt += 1;
      const { attempts, longestWaitMs } = { ...this.#limits, ...given(call.options) };
      if (!again || attempt >= attempts || waitMs > longestWaitMs) {
        throw failure;
      }
      await this.io.sleep(waitMs, call.options.signal);
    }
  }

  /** Many calls find out at once that the session is over; one of them logs in, the others take what it got. */
  async #renewOnce(stale: Token): Promise<void> {
    if (this.#token !== stale) return;
    this.#renewing ??= this.#renew!().finally(() => (this.#renewing = null));
    this.#token = await this.#renewing;
  }

  async #attempt<T>(token: Token, call: Call<T>): Promise<Attempt<T>> {
    const { method, options } = call;
    const operation = `${method} ${call.path.split('?')[0]}`;
    const deadline = startDeadline(options.timeoutMs ?? this.#limits.timeoutMs, options.signal);
    try {
      const response = await this.#send(token, call, deadline);
      if (!response.ok) return await this.#refused(response, operation).finally(deadline.clear);
      return { result: await call.finish(this.#answer(response, deadline), deadline) };
    } catch (error) {
      deadline.clear();
      if (options.signal?.aborted) throw options.signal.reason;
      if (error instanceof Failure) return { failure: error, again: error.retryable };
      return { failure: this.#broken(error, operation, deadline), again: true };
    }
  }

  async #send<T>(token: Token, call: Call<T>, deadline: Deadline): Promise<Response> {
    const { method, path, options } = call;
    options.signal?.throwIfAborted();
    const url = path.startsWith('/') ? path : `/services/data/v${this.apiVersion}/${path}`;
    const body = await options.body?.();
    this.apiCalls += 1;
    const response = await this.io.fetch(token.instanceUrl + url, {
      method,
      headers: { Authorization: `Bearer ${token.accessToken}`, ...options.headers },
      signal: deadline.signal,
      ...(body === undefined ? {} : { body, duplex: 'half' }),
    } as RequestInit);
    deadline.extend();
    this.#noteUsage(response.headers.get('sforce-limit-info'));
    return response;
  }

  async #refused(response: Response, operation: string): Promise<Attempt<never>> {
    const body = (await response.text()).slice(0, 100_000);
    const failure = apiFailure({
      host: this.#host,
      operation,
      status: response.status,
      body,
      retryAfterMs: retryAfterMs(response.headers.get('retry-after'), this.io.now()),
    });
    return { failure, again: passing.has(response.status) };
  }

  #answer(response: Response, deadline: Deadline): Answer {
    return { headers: response.headers, body: watched(response, deadline) };
  }

  #broken(error: unknown, operation: string, deadline: Deadline): Failure {
    const cause = deadline.expired ? deadline.signal.reason : error;
    return unreachable(this.#host, operation, cause);
  }

  #noteUsage(header: string | null): void {
    const found = /api-usage=(\d+)\/(\d+)/.exec(header ?? '');
    if (found) this.apiUsage = { used: Number(found[1]), limit: Number(found[2]) };
  }
}

function given({ attempts }: { readonly attempts?: number }): { attempts?: number } {
  return attempts === undefined ? {} : { attempts };
}

function overdue(host: string): Failure {
  return new Failure(`The session with ${host} is over, and this login cannot renew it`, {
    kind: 'auth',
    action: 'Log in anew.',
  });
}

async function* watched(response: Response, deadline: Deadline): AsyncGenerator<Uint8Array> {
  try {
    for await (const bytes of response.body ?? []) {
      deadline.extend();
      yield bytes;
    }
  } finally {
    deadline.clear();
  }
}

export async function readText({ body }: Answer): Promise<string> {
  const parts: Uint8Array[] = [];
  for await (const bytes of body) parts.push(bytes);
  return Buffer.concat(parts).toString('utf8');
}

async function readJson(answer: Answer): Promise<unknown> {
  const text = await readText(answer);
  return text === '' ? undefined : JSON.parse(text);
}
