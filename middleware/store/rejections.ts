import { sql, type Kysely } from 'kysely';
import { hideSecrets, hideSecretsIn } from '../common/redact.ts';
import { textArray } from './arrays.ts';
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

/** Enough to recognise the record and see what is wrong with it; an order of 1,000 lines need not be kept whole. */
const rawLimit = 10_000;

export class Rejections {
  readonly #db: Kysely<Database>;
  readonly #org: string;

  constructor(db: Kysely<Database>, org: string) {
    this.#db = db;
    this.#org = org;
  }

  async add(rejected: readonly Rejected[], at: Date): Promise<void> {
    // A key can come twice in one read; one statement may not touch a row twice.
    const latest = new Map(rejected.map((one) => [`${one.store} ${one.model} ${one.key}`, one]));
    for (const { store, model, key, stage, reason, raw, correlation = null } of latest.values()) {
      const kept = { reason: hideSecrets(reason), raw: textOf(raw), correlation };
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
}

function textOf(raw: unknown): string | null {
  if (raw === undefined || raw === null) return null;
  const text = typeof raw === 'string' ? hideSecrets(raw) : JSON.stringify(hideSecretsIn(raw));
  // PostgreSQL's text holds no NUL.
  return text.slice(0, rawLimit).replaceAll('\0', '\uFFFD');
}
