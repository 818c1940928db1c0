import type { Kysely } from 'kysely';
import type { Database } from './schema.ts';

/** What was seen of an org's API requests in the last 24 hours, which the org itself tells only as a sum. */
export class ApiUse {
  readonly #db: Kysely<Database>;
  readonly #org: string;

  constructor(db: Kysely<Database>, org: string) {
    this.#db = db;
    this.#org = org;
  }

  /** JSON: salesforce/rolling-use.ts. */
  async get(): Promise<string | undefined> {
    const row = await this.#db
      .selectFrom('api_use')
      .select('kept')
      .where('org', '=', this.#org)
      .executeTakeFirst();
    return row?.kept;
  }

  async set(kept: string, at: Date): Promise<void> {
    const values = { kept, kept_at: at.toISOString() };
    await this.#db
      .insertInto('api_use')
      .values({ org: this.#org, ...values })
      .onConflict((conflict) => conflict.column('org').doUpdateSet(values))
      .execute();
  }
}
