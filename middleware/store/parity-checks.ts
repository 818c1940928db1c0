import type { Kysely } from 'kysely';
import type { Database } from './schema.ts';

export interface ParityCheck {
  /** External id of the store. */
  readonly store: string;
  /** UTC ISO-8601. */
  readonly startedAt: string;
  readonly endedAt: string;
  readonly agrees: boolean;
  /** Records that differ. */
  readonly differing: number;
  /** JSON of all that was found: sync/parity/verify.ts. */
  readonly report: string;
}

/** How each store's two sides compared when all of it was last looked at. */
export class ParityChecks {
  readonly #db: Kysely<Database>;
  readonly #org: string;

  constructor(db: Kysely<Database>, org: string) {
    this.#db = db;
    this.#org = org;
  }

  async save({ store, startedAt, endedAt, ...rest }: ParityCheck): Promise<void> {
    const values = { started_at: startedAt, ended_at: endedAt, ...rest };
    await this.#db
      .insertInto('parity_check')
      .values({ org: this.#org, store, ...values })
      .onConflict((conflict) => conflict.columns(['org', 'store']).doUpdateSet(values))
      .execute();
  }

  /** Without what was found. */
  async ends(): Promise<Pick<ParityCheck, 'store' | 'endedAt' | 'differing'>[]> {
    return this.#db
      .selectFrom('parity_check')
      .select(['store', 'ended_at as endedAt', 'differing'])
      .where('org', '=', this.#org)
      .execute();
  }

  async all(): Promise<ParityCheck[]> {
    return this.#db
      .selectFrom('parity_check')
      .select(['store', 'started_at as startedAt', 'ended_at as endedAt'])
      .select(['agrees', 'differing', 'report'])
      .where('org', '=', this.#org)
      .orderBy('store')
      .execute();
  }
}
