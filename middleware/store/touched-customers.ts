import { sql, type Kysely } from 'kysely';
import type { Database } from './schema.ts';

export interface TouchedCustomer {
  /** External id. */
  readonly customer: string;
  readonly currency: string;
  /** Changes each time they are touched, so that what happens meanwhile is not forgotten with what was dealt with. */
  readonly touch: string;
}

/** Whose value is to be worked out anew, and in which currency. OrderFacts adds to them. */
export class TouchedCustomers {
  readonly #db: Kysely<Database>;
  readonly #org: string;

  constructor(db: Kysely<Database>, org: string) {
    this.#db = db;
    this.#org = org;
  }

  /** In a fixed order, those behind the one given. */
  async next(
    store: string,
    after: TouchedCustomer | undefined,
    limit: number,
  ): Promise<TouchedCustomer[]> {
    const { customer, currency } = after ?? { customer: '', currency: '' };
    return this.#db
      .selectFrom('touched_customer')
      .select(['customer', 'currency', sql<string>`touch::text`.as('touch')])
      .where('org', '=', this.#org)
      .where('store', '=', store)
      .where(sql<boolean>`(customer, currency) > (${customer}, ${currency})`)
      .orderBy('customer')
      .orderBy('currency')
      .limit(limit)
      .execute();
  }

  async count(store: string): Promise<number> {
    const row = await this.#db
      .selectFrom('touched_customer')
      .select((eb) => eb.fn.countAll<string>().as('count'))
      .where('org', '=', this.#org)
      .where('store', '=', store)
      .executeTakeFirstOrThrow();
    return Number(row.count);
  }

  /** Whoever was touched again since stays. */
  async remove(store: string, touched: readonly TouchedCustomer[]): Promise<void> {
    if (touched.length === 0) return;
    await sql`
      delete from touched_customer t using unnest(
        ${touched.map(({ customer }) => customer)}::text[],
        ${touched.map(({ currency }) => currency)}::text[],
        ${touched.map(({ touch }) => touch)}::bigint[]
      ) as done (customer, currency, touch)
      where t.org = ${this.#org} and t.store = ${store} and t.customer = done.customer
        and t.currency = done.currency and t.touch = done.touch
    `.execute(this.#db);
  }
}
