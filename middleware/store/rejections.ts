import { sql, type Kysely } from 'kysely';
import { hideSecrets } from '../common/redact.ts';
import { textArray } from './arrays.ts';
import { asReceived, toKeep, type PayloadSettings } from './payloads.ts';
import { reseal, type Resealed } from './reseal.ts';
import type { Database, RejectionStage, Subject } from './schema.ts';

export interface Rejected {
  readonly store: string;
  readonly model: Subject;
  readonly key: string;
  readonly stage: RejectionStage;
  readonly reason: string;
  readonly raw: unknown;
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
    for (const { store, model, key, stage, reason, raw, correlation = null } of latest.values()) {
      const place = this.#placeOf({ store, model, key });
      const payload = toKeep(raw, this.#payloads, place);
      const kept = { reason: hideSecrets(reason), raw: payload, correlation };
      const values = { stage, ...kept, rejected_at: at.toISOString() };
      await this.#db
        .insertInto('rejection')
        .values({ org: this.#org, store, model, key, ...values })
        .onConflict((conflict) =>
          conflict.columns(['org', 'store', 'model', 'key']).doUpdateSet(values),
        )
        .execute();
    }
  }

  /** For records that have been written after all. */
  async clear(store: string, model: Subject, keys: readonly string[]): Promise<void> {
    if (keys.length === 0) return;
    await this.#db
      .deleteFrom('rejection')
      .where('org', '=', this.#org)
      .where('store', '=', store)
      .where('model', '=', model)
      .where('key', '=', sql<string>`any(${textArray(keys)})`)
      .execute();
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
      .orderBy('rejected_at')
      .orderBy('key');
    const chosen =
      typeof which === 'number'
        ? all.limit(which)
        : all.where('key', '=', sql<string>`any(${which}::text[])`);
    return (await chosen.execute()).map(({ key }) => key);
  }

  /** Of one store: all, or those among the given. */
  async keys(store: string, among?: readonly string[]) {
    const all = this.#db
      .selectFrom('rejection')
      .select(['model', 'key'])
      .where('org', '=', this.#org)
      .where('store', '=', store);
    const rows = await (among ? all.where('key', '=', sql<string>`any(${among}::text[])`) : all)
      .orderBy('key')
      .execute();
    return rows.map(({ model, key }) => ({ model: model as Subject, key }));
  }

  /** The newest first; of one store, or of all. */
  list({
    store,
    limit = 100,
  }: { readonly store?: string | undefined; readonly limit?: number } = {}) {
    const all = this.#db
      .selectFrom('rejection')
      .select(['store', 'model', 'key', 'stage', 'reason', 'rejected_at as rejectedAt'])
      .where('org', '=', this.#org);
    return (store === undefined ? all : all.where('store', '=', store))
      .orderBy('rejected_at', 'desc')
      .orderBy('key')
      .limit(limit)
      .execute();
  }

  async count(): Promise<number> {
    const row = await this.#db
      .selectFrom('rejection')
      .select((eb) => eb.fn.countAll<string>().as('count'))
      .where('org', '=', this.#org)
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
    return asReceived(row.raw, this.#payloads, this.#placeOf({ store, model, key }));
  }

  /** Payloads that are older than they may be; the rejections stay. Gives how many went. */
  async forgetPayloads(now: Date): Promise<number> {
    const before = new Date(now.getTime() - this.#payloads.days * dayMs).toISOString();
    const { numUpdatedRows } = await this.#db
      .updateTable('rejection')
      .set({ raw: null })
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

  #placeOf({ store, model, key }: RejectedKey): string {
    return JSON.stringify([this.#org, store, model, key]);
  }
}
