import type { ZodType } from 'zod';
import type { Heads, Model, ModelName, Ref } from '../model/index.ts';

/** A record that could not be understood. It is kept, never dropped. */
export interface Rejection {
  /** The platform's id where it could be read, else where in the input it stood (`line 17`). */
  readonly id: string;
  readonly reason: string;
  /** As received, for a person to look at; never logged. */
  readonly raw: unknown;
}

export interface Page<T> {
  readonly records: readonly T[];
  readonly rejected: readonly Rejection[];
  /** Deleted or merged away in the shop. */
  readonly gone: readonly Ref[];
  /** UTC ISO-8601: the SOURCE's clock when the read began. */
  readonly readAt: string;
  /** Resume here once all of the page has an outcome; null: nowhere to resume. Opaque to everyone but the connector. */
  readonly cursor: string | null;
  /** How many records the whole read will give, where the source knows. */
  readonly total?: number | null;
}

/**
 * `since` is a cursor of an earlier page, or null for everything. Yields pages until nothing is left; the last page's
 * cursor is where the next delta begins. Stops between pages when the signal is aborted.
 */
export type Read<T> = (since: string | null, signal?: AbortSignal) => AsyncIterable<Page<T>>;

/** What the store says of itself when it is first asked. */
export interface StoreReport {
  /** The shop's own id, which never changes: pins the credentials to the shop. */
  readonly shopId: string;
  readonly name: string;
  /** ISO 4217. */
  readonly currency: string;
  /** IANA. */
  readonly timeZone: string;
  /** Public address of the shop, https only, or null. */
  readonly url: string | null;
  /** What a person should know: a missing scope, history that is cut off. Empty when all is well. */
  readonly warnings: readonly string[];
}

/** Records by the platform's ids, in pages; what the shop no longer has, or never had, comes as `gone`. */
export type Reread<T> = (ids: readonly string[], signal?: AbortSignal) => AsyncIterable<Page<T>>;

/** Something may have changed: read it again. */
export interface Nudge {
  readonly model: ModelName;
  /** The platform's id. */
  readonly id: string;
}

/** A delivery just as it came. */
export interface RawRequest {
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: Uint8Array;
}

export interface Received {
  /** HTTP status to answer with: 2xx only where there is nothing left to ask the platform for. */
  readonly status: number;
  readonly nudges: readonly Nudge[];
  /** The platform's id of the delivery, the same when it comes again; null where it gives none. */
  readonly delivery: string | null;
  /** Why it was refused, without personal data; null where it was not. */
  readonly refused: string | null;
}

/** Says what to read again, never what changed: every record takes one way in. */
export interface Webhooks {
  /** Pure: looks at the signature over the raw bytes first, and at nothing else of what is not signed. Never throws. */
  receive(request: RawRequest): Received;
  /**
   * Makes sure that the shop delivers to `url` (https, or http on this machine): adds what is missing, mends what points
   * elsewhere. Gives what was done, a sentence each; empty where all was well. Throws Failure.
   */
  ensure(url: string, signal?: AbortSignal): Promise<readonly string[]>;
}

/** What part of the past is asked about. Days, `YYYY-MM-DD`; absent: all of it. */
export interface History {
  readonly ordersSince?: string | undefined;
  readonly linesSince?: string | undefined;
}

/** How much there is, for a forecast. */
export interface StoreSize {
  readonly customers: number;
  /** Placed since the history begins. */
  readonly orders: number;
  /** Of those, the ones that come with their lines. */
  readonly ordersWithLines: number;
  readonly products: number;
  /** On average, from a sample; null where there is none. */
  readonly linesPerOrder: number | null;
}

/** `YYYY-MM-DD`, both included; absent: no bound. */
export interface Days {
  readonly since?: string | undefined;
  readonly until?: string | undefined;
}

/**
 * The records of these days as the shop has them now, each with no more than it is counted by. It is there to check what
 * was read, so it shares as little as can be with `read`. `rejected`: what could not be counted.
 */
export type Tally<Head> = (days: Days, signal?: AbortSignal) => AsyncIterable<Page<Head>>;

/** What can be counted without being read whole. */
export interface Tallies {
  readonly of: { readonly [K in keyof Heads]?: Tally<Heads[K]> };
  /** The first day of which the shop shows every order; null: of all days. */
  visibleSince?(signal?: AbortSignal): Promise<string | null>;
}

/** One open store. What a platform cannot do is absent. */
export interface Source {
  /** One small request that is not repeated: whether the shop is there. Throws Failure. */
  ping?(signal?: AbortSignal): Promise<void>;
  check(signal?: AbortSignal): Promise<StoreReport>;
  readonly read: { readonly [K in ModelName]?: Read<Model[K]> };
  readonly reread?: { readonly [K in ModelName]?: Reread<Model[K]> };
  readonly webhooks?: Webhooks;
  size?(history: History, signal?: AbortSignal): Promise<StoreSize>;
  readonly tally?: Tallies;
}

export interface ConnectorIo {
  readonly fetch: typeof fetch;
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
  now(): Date;
}

export interface Connector {
  /** Lower case, stable: it is part of every external id. */
  readonly platform: string;
  readonly settings: ZodType;
  /** Throws Failure `config` for settings it cannot use. `store` is the key of the store in stores.json. */
  open(store: string, settings: unknown, io: ConnectorIo): Source;
}
