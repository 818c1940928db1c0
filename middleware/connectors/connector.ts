import type { ZodType } from 'zod';
import type { Model, ModelName, Ref } from '../model/index.ts';

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

/** One open store. What a platform cannot do is absent. */
export interface Source {
  check(signal?: AbortSignal): Promise<StoreReport>;
  readonly read: { readonly [K in ModelName]?: Read<Model[K]> };
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
