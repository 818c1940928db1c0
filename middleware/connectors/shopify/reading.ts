import type { Client } from './client.ts';
import type { Context } from './normalize.ts';
import type { Resource } from './resources.ts';

/** One kind of record being read from one shop. */
export interface Reading<T> {
  readonly client: Client;
  readonly resource: Resource<T>;
  readonly context: Context;
  readonly signal: AbortSignal | undefined;
}
