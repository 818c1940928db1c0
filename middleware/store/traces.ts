import { sql, type Kysely } from 'kysely';
import type { ModelName } from '../model/index.ts';
import type { Database } from './schema.ts';

/** What the middleware remembers of one record. Times are UTC ISO-8601. */
export interface Traced {
  readonly outcome: Awaited<ReturnType<Traces['outcome']>>;
  readonly rejection: Awaited<ReturnType<Traces['rejection']>>;
  readonly nudge: Awaited<ReturnType<Traces['nudge']>>;
  readonly deliveries: Awaited<ReturnType<Traces['deliveries']>>;
  readonly runs: Awaited<ReturnType<Traces['runs']>>;
}

/** Where a record has left traces. */
export class Traces {
  readonly #db: Kysely<Database>;
  readonly #org: string;

  constructor(db: Kysely<Database>, org: string) {
    this.#db = db;
    this.#org = org;
  }

  /** `id`: the platform's. */
  async of(store: string, model: ModelName, id: string): Promise<Traced> {
    const key = `${model}/${store}:${id}`;
    const outcome = await this.outcome(key);
    const rejection = await this.rejection(store, key);
    const correlations = [outcome?.correlation, rejection?.correlation].flatMap((one) => one ?? []);
    return {
      ...{ outcome, rejection },
      nudge: await this.nudge(store, model, id),
      deliveries: await this.deliveries(store, model, id, correlations),
      runs: await this.runs(correlations),
    };
  }

  outcome(key: string) {
    return this.#db
      .selectFrom('outcome')
      .select(['state', 'correlation', 'source_time as changedAt'])
      .select(['read_at as readAt', 'written_at as writtenAt', 'hash'])
      .where('org', '=', this.#org)
      .where('key', '=', key)
      .executeTakeFirst();
  }

  rejection(store: string, key: string) {
    return this.#db
      .selectFrom('rejection')
      .select(['stage', 'reason', 'correlation', 'rejected_at as rejectedAt'])
      .where('org', '=', this.#org)
      .where('store', '=', store)
      .where('key', '=', key)
      .executeTakeFirst();
  }

  nudge(store: string, model: ModelName, id: string) {
    return this.#db
      .selectFrom('nudge')
      .select(['added_at as addedAt', 'correlation'])
      .where('org', '=', this.#org)
      .where('store', '=', store)
      .where('model', '=', model)
      .where('id', '=', id)
      .executeTakeFirst();
  }

  /** About the record, or the cause of what was written; the oldest first. */
  deliveries(store: string, model: ModelName, id: string, correlations: readonly string[]) {
    return this.#db
      .selectFrom('webhook_delivery')
      .select(['delivery', 'correlation', 'received_at as receivedAt'])
      .where('org', '=', this.#org)
      .where('store', '=', store)
      .where((eb) =>
        eb.or([
          eb.and([eb('model', '=', model), eb('record_id', '=', id)]),
          eb('correlation', '=', sql<string>`any(${correlations}::text[])`),
        ]),
      )
      .orderBy('received_at')
      .limit(50)
      .execute();
  }

  runs(correlations: readonly string[]) {
    return this.#db
      .selectFrom('run')
      .select(['model', 'mode', 'state', 'correlation', 'message'])
      .select(['started_at as startedAt', 'ended_at as endedAt'])
      .where('org', '=', this.#org)
      .where('correlation', '=', sql<string>`any(${correlations}::text[])`)
      .orderBy('started_at')
      .execute();
  }
}
