import { z, type ZodType } from 'zod';
import { Failure } from '../../common/errors.ts';
import type { ConnectorIo } from '../connector.ts';
import {
  httpFailure,
  retryAfterOf,
  storeLabel,
  unavailable,
  type StoreName,
} from './http-failure.ts';
import { Pace, costSchema, throttledFor, type Cost } from './pace.ts';
import type { Settings } from './settings.ts';

const timeoutMs = 30_000;
const maxTries = 6;
/** Who is told to come back later than this is better off giving its turn to other work. */
const longestWaitMs = 5 * 60_000;

const errorSchema = z.object({
  message: z.string().default('no message'),
  path: z.array(z.union([z.string(), z.number()])).optional(),
  extensions: z.looseObject({ code: z.string().optional() }).optional(),
});
export type GraphQLError = z.infer<typeof errorSchema>;

const answerSchema = z.object({
  data: z.unknown().optional(),
  /** A string where the answer comes from before GraphQL ("Not Found"). */
  errors: z.union([z.array(errorSchema), z.string()]).optional(),
  extensions: z.object({ cost: costSchema.optional().catch(undefined) }).optional(),
});

export interface Answer<T> {
  readonly data: T;
  /** Errors beside data; empty unless `partial` was asked for. */
  readonly errors: readonly GraphQLError[];
  /** UTC ISO-8601 by the shop's clock. */
  readonly date: string;
}

export interface Request<T> {
  readonly document: string;
  readonly variables?: Record<string, unknown>;
  readonly schema: ZodType<T>;
  readonly signal?: AbortSignal | undefined;
  /** True: errors that each name a path come beside the data instead of failing the whole. */
  readonly partial?: boolean;
  /** Default 6. */
  readonly tries?: number;
}

type Attempt<T> = { answer: Answer<T> } | { failure: Failure; waitMs?: number };

/** Speaks GraphQL to one shop. Every Failure it throws names the store. */
export class Client {
  readonly name: StoreName;
  readonly io: ConnectorIo;
  /** Of the address that is called. */
  readonly origin: string;
  private readonly url: string;
  private readonly token: string;
  private readonly pace = new Pace();

  constructor(store: string, settings: Settings, io: ConnectorIo) {
    this.name = { store, domain: settings.domain };
    this.io = io;
    const base = (settings.baseUrl ?? `https://${settings.domain}`).replace(/\/+$/, '');
    this.url = `${base}/admin/api/${settings.apiVersion}/graphql.json`;
    this.origin = new URL(base).origin;
    this.token = settings.accessToken;
  }

  /** Tried so many times where trying again can help, then a Failure. */
  async query<T>(request: Request<T>): Promise<Answer<T>> {
    for (let attempt = 1; ; attempt++) {
      request.signal?.throwIfAborted();
      const last = attempt === (request.tries ?? maxTries);
      const result = await this.attempt(request, last);
      if ('answer' in result) return result.answer;
      const waitMs = result.waitMs ?? backoff(attempt);
      if (last || !result.failure.retryable || waitMs > longestWaitMs) throw result.failure;
      await this.io.sleep(waitMs, request.signal);
    }
  }

  private async attempt<T>(request: Request<T>, last: boolean): Promise<Attempt<T>> {
    const wait = this.pace.waitFor(request.document, this.io.now().getTime());
    const price = this.pace.costOf(request.document);
    // Booked before the wait: of several calls that wait, each waits for its own points.
    this.pace.sent(request.document);
    let cost: Cost | undefined;
    try {
      if (wait > 0) await this.io.sleep(wait, request.signal);
      const response = await this.post(request);
      const now = this.io.now();
      if (!response.ok) return this.refused(response, now);
      const body = await this.bodyOf(response);
      cost = body.extensions?.cost;
      return this.judge(request, body, last, dateOf(response, now));
    } catch (error) {
      request.signal?.throwIfAborted();
      if (error instanceof Failure) return { failure: error };
      return { failure: unavailable(this.name, connectionProblem(error), error) };
    } finally {
      this.pace.answered(request.document, price, cost, this.io.now().getTime());
    }
  }

  private post({ document, variables = {}, signal }: Request<unknown>): Promise<Response> {
    const timeout = AbortSignal.timeout(timeoutMs);
    return this.io.fetch(this.url, {
      method: 'POST',
      // A redirect would carry the token to wherever it points.
      redirect: 'manual',
      headers: {
        'content-type': 'application/json',
        accept: 'application/json',
        'x-shopify-access-token': this.token,
      },
      body: JSON.stringify({ query: document, variables }),
      signal: signal ? AbortSignal.any([signal, timeout]) : timeout,
    });
  }

  private async refused(response: Response, now: Date): Promise<Attempt<never>> {
    await response.body?.cancel();
    const waitMs = retryAfterOf(response.headers, now);
    const failure = httpFailure(this.name, response.status, waitMs);
    return waitMs === undefined ? { failure } : { failure, waitMs };
  }

  private async bodyOf(response: Response): Promise<z.infer<typeof answerSchema>> {
    const text = await response.text();
    try {
      return answerSchema.parse(JSON.parse(text));
    } catch (error) {
      const type = response.headers.get('content-type') ?? 'unknown type';
      throw unavailable(this.name, `answered with something that is no GraphQL (${type})`, error);
    }
  }

  private judge<T>(
    request: Request<T>,
    { data, errors = [], extensions }: z.infer<typeof answerSchema>,
    last: boolean,
    date: string,
  ): Attempt<T> {
    if (typeof errors === 'string') return { failure: this.graphqlFailure([{ message: errors }]) };
    const failure = errors.length > 0 ? this.graphqlFailure(errors) : undefined;
    if (failure?.kind === 'rate-limit' && extensions?.cost) {
      return { failure, waitMs: throttledFor(extensions.cost) };
    }
    const usable = request.partial && errors.every(({ path }) => path !== undefined) && data;
    if (failure && !(usable && (last || !failure.retryable))) return { failure };
    const parsed = request.schema.safeParse(data);
    if (parsed.success) return { answer: { data: parsed.data, errors, date } };
    const where = parsed.error.issues[0]?.path.join('.') ?? '';
    const what = `the answer lacks what was asked for at "${where}"`;
    return { failure: failure ?? unavailable(this.name, what, parsed.error) };
  }

  private graphqlFailure(errors: readonly GraphQLError[]): Failure {
    const codes = new Set(errors.map(({ extensions }) => extensions?.code));
    const text = errors
      .slice(0, 3)
      .map(({ message, path }) => (path ? `${message} (at ${path.join('.')})` : message))
      .join('; ');
    const message = `${storeLabel(this.name)} answered with an error: ${text}`;
    return new Failure(message, graphqlMeaning(codes));
  }
}

/** https://shopify.dev/docs/api/admin-graphql#status_and_error_codes */
function graphqlMeaning(codes: ReadonlySet<string | undefined>) {
  if (codes.has('THROTTLED')) {
    return { kind: 'rate-limit', action: 'Nothing to do: it is tried again later.' } as const;
  }
  if (codes.has('INTERNAL_SERVER_ERROR') || codes.has('TIMEOUT')) {
    return { kind: 'unavailable', action: 'Nothing to do: it is tried again later.' } as const;
  }
  if (codes.has('ACCESS_DENIED')) {
    const action = 'Give the app the scope that is named, install it again, and start again.';
    return { kind: 'auth', action } as const;
  }
  if (codes.has('SHOP_INACTIVE')) {
    return {
      kind: 'config',
      action: "The shop's owner reopens the shop; then start again.",
    } as const;
  }
  const action = 'Check the API version in the settings of this store; else report the message.';
  return { kind: 'config', action } as const;
}

/** 0.5 s, 1 s, 2 s … at most 30 s, each between half and whole so that many do not come back at once. */
export function backoff(attempt: number): number {
  return Math.min(30_000, 500 * 2 ** (attempt - 1)) * (0.5 + Math.random() / 2);
}

export function connectionProblem(error: unknown): string {
  if (error instanceof Error && error.name === 'TimeoutError') return 'did not answer in time';
  const cause = error instanceof Error ? (error.cause ?? error) : error;
  const code = (cause as { code?: unknown } | null)?.code;
  return `the connection failed${typeof code === 'string' ? ` (${code})` : ''}`;
}

function dateOf(response: Response, now: Date): string {
  const told = Date.parse(response.headers.get('date') ?? '');
  return (Number.isNaN(told) ? now : new Date(told)).toISOString();
}
