import { hash } from 'node:crypto';
import { sql, type Kysely } from 'kysely';
import { hideSecrets } from '../common/redact.ts';
import { textArray } from './arrays.ts';
import { asReceived, placeOf, toKeep, type PayloadSettings } from './payloads.ts';
import { reseal, type Resealed } from './reseal.ts';
import type { Database, RejectionStage, RejectionState, Subject } from './schema.ts';

export interface Rejected {
  readonly store: string;
  readonly model: Subject;
  readonly key: string;
  readonly stage: RejectionStage;
  readonly reason: string;
  readonly raw: unknown;
  /** What Salesforce said of its rows, the first of them first. */
  readonly faults?: readonly unknown[] | undefined;
  /** Of the attempt. */
  readonly correlation?: string | undefined;
}

export interface RejectedKey {
  readonly store: string;
  readonly model: Subject;
  readonly key: string;
}

const dayMs = 24 * 3_600_000;

export class Rejections {
  readonly #db: Kysely<Database>;
  readonly #org: string;
  readonly #payloads: PayloadSettings;

  constructor(db: Kysely<Database>, org: string, payloads: PayloadSettings) {
    this.#db = db;
    this.#org = org;
    this.#payloads = payloads;
  }

  async add(rejected: readonly Rejected[], at: Date): Promise<void> {
    // A key can come twice in one read; one statement may not touch a row twice.
    const latest = new Map(rejected.map((one) => [`${one.store} ${one.model} ${one.key}`, one]));
    for (const one of latest.values()) {
      const { store, model, key, stage, reason, raw, correlation = null } = one;
      const payload = toKeep(raw, this.#payloads, placeOf(this.#org, one));
      const kept = { reason: hideSecrets(reason), raw: payload, correlation };
      const told = { content: contentOf(one), faults: faultsOf(one) };
      const values = { stage, ...kept, ...told, rejected_at: at.toISOString() };
      const first = { first_seen_at: at.toISOString(), answer: null, reported: null };
      await this.#db
        .insertInto('rejection')
        .values({ org: this.#org, store, model, key, ...values, ...first })
        .onConflict((conflict) =>
          conflict.columns(['org', 'store', 'model', 'key']).doUpdateSet({ ...values, ...again }),
        )
        .execute();
    }
  }

  /** For records that have been written after all. */
  async clear(store: string, model: Subject, keys: readonly string[]): Promise<void> {
    if (keys.length === 0) return;
    await sql`
      with gone as (
        delete from rejection
        where org = ${this.#org} and store = ${store} and model = ${model}
          and key = any(${textArray(keys)})
        returning key, reported
      )
      insert into healed_error (org, store, model, key)
      select ${this.#org}, ${store}, ${model}, key from gone where reported is not null
      on conflict do nothing
    `.execute(this.#db);
  }

  /**
   * Keys of the model's records that are to be written as soon as they can be: those that were tried longest ago, or all
   * of the given ones.
   */
  async pending(store: string, model: Subject, which: number | readonly string[]) {
    const all = this.#db
      .selectFrom('rejection')
      .select('key')
      .where('org', '=', this.#org)
      .where('store', '=', store)
      .where('model', '=', model)
      .where(sql<boolean>`stage in ('waiting', 'retry')`)
      .where('state', '<>', 'ignored')
      .orderBy('rejected_at')
      .orderBy('key');
    const chosen =
      typeof which === 'number'
        ? all.limit(which)
        : all.where('key', '=', sql<string>`any(${which}::text[])`);
    return (await chosen.execute()).map(({ key }) => key);
  }

  /** Of one store: all that are not ignored, or those among the given. */
  async keys(store: string, among?: readonly string[]) {
    const all = this.#db
      .selectFrom('rejection')
      .select(['model', 'key'])
      .where('org', '=', this.#org)
      .where('store', '=', store);
    const chosen = among
      ? all.where('key', '=', sql<string>`any(${among}::text[])`)
      : all.where('state', '<>', 'ignored');
    const rows = await chosen.orderBy('key').execute();
    return rows.map(({ model, key }) => ({ model: model as Subject, key }));
  }

  /** Why these are not in Salesforce, by key; whoever is missing from it is not rejected. */
  async reasons(store: string, model: Subject, keys: readonly string[]) {
    const rows = await this.#db
      .selectFrom('rejection')
      .select(['key', 'stage', 'reason'])
      .where('org', '=', this.#org)
      .where('store', '=', store)
      .where('model', '=', model)
      .where('key', '=', sql<string>`any(${keys}::text[])`)
      .execute();
    return new Map(rows.map(({ key, ...why }) => [key, why]));
  }

  /** The newest first; of one store, or of all. */
  list({
    store,
    limit = 100,
  }: { readonly store?: string | undefined; readonly limit?: number } = {}) {
    const all = this.#db
      .selectFrom('rejection')
      .select(['store', 'model', 'key', 'stage', 'reason', 'state', 'rejected_at as rejectedAt'])
      .where('org', '=', this.#org);
    return (store === undefined ? all : all.where('store', '=', store))
      .orderBy('rejected_at', 'desc')
      .orderBy('key')
      .limit(limit)
      .execute();
  }

  /** Those that are ignored, or those that are not. */
  async count(ignored = false): Promise<number> {
    const row = await this.#db
      .selectFrom('rejection')
      .select((eb) => eb.fn.countAll<string>().as('count'))
      .where('org', '=', this.#org)
      .where('state', ignored ? '=' : '<>', 'ignored')
      .executeTakeFirstOrThrow();
    return Number(row.count);
  }

  /** As received, without secrets; null where none is kept. Throws Failure `config` where it cannot be opened. */
  async payload({ store, model, key }: RejectedKey): Promise<string | null> {
    const row = await this.#db
      .selectFrom('rejection')
      .select('raw')
      .where('org', '=', this.#org)
      .where('store', '=', store)
      .where('model', '=', model)
      .where('key', '=', key)
      .executeTakeFirst();
    if (!row || row.raw === null) return null;
    return asReceived(row.raw, this.#payloads, placeOf(this.#org, { store, model, key }));
  }

  /** Payloads that are older than they may be; the rejections stay. Gives how many went. */
  async forgetPayloads(now: Date): Promise<number> {
    const before = new Date(now.getTime() - this.#payloads.days * dayMs).toISOString();
    const { numUpdatedRows } = await this.#db
      .updateTable('rejection')
      // Salesforce is told of it anew, so that it forgets its own.
      .set({ raw: null, content: sql`left(content, 31) || 'x'` })
      .where('org', '=', this.#org)
      .where('raw', 'is not', null)
      .where('rejected_at', '<', before)
      .executeTakeFirst();
    return Number(numUpdatedRows);
  }

  /** Seals every payload with the present key. Throws Failure `config` where there is none. */
  reseal(): Promise<Resealed> {
    return reseal(this.#db, this.#org, this.#payloads);
  }
}

/** What somebody wanted to have tried again has been tried. */
const again = {
  attempts: sql<number>`rejection.attempts + 1`,
  state: sql<RejectionState>`case when rejection.state = 'retrying' then 'open' else rejection.state end`,
  answer: sql<string | null>`case when rejection.state = 'retrying'
    then 'It was tried again, and it still cannot be written: see the reason.' else rejection.answer end`,
};

/** Salesforce tells of a few rows; a record of 1,000 lines may have as many faults. */
const mostFaults = 5;

function faultsOf({ faults = [] }: Rejected): string | null {
  if (faults.length === 0) return null;
  return hideSecrets(JSON.stringify(faults.slice(0, mostFaults))).replaceAll('\0', '\uFFFD');
}

/** The same for as long as there is nothing new to be told of it. */
function contentOf({ stage, reason, raw, faults = [] }: Rejected): string {
  return hash('sha256', JSON.stringify([stage, reason, raw, faults])).slice(0, 32);
}
