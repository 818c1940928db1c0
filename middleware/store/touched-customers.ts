import { sql, type Kysely } from 'kysely';
import { textArray } from './arrays.ts';
import type { Database } from './schema.ts';

export interface TouchedCustomer {
  /** External id. */
  readonly customer: string;
  readonly currency: string;
}

/** Whose value is to be worked out anew, and in which currency. OrderFacts adds most of them. */
export class TouchedCustomers {
  readonly #db: Kysely<Database>;
  readonly #org: string;

  constructor(db: Kysely<Database>, org: string) {
    this.#db = db;
    this.#org = org;
  }

  /** In a fixed order, those behind the one given. Whoever is touched from now on is so for what comes after. */
  async take(
    store: string,
    after: TouchedCustomer | undefined,
    limit: number,
  ): Promise<TouchedCustomer[]> {
    const { customer, currency } = after ?? { customer: '', currency: '' };
    const rows = await this.#db
      .selectFrom('touched_customer')
      .select(['customer', 'currency'])
      .where('org', '=', this.#org)
      .where('store', '=', store)
      .where(sql<boolean>`(customer, currency) > (${customer}, ${currency})`)
      .orderBy('customer')
      .orderBy('currency')
      .limit(limit)
      .execute();
    await sql`
      update touched_customer t set taken = true from ${unnested(rows)}
      where t.org = ${this.#org} and t.store = ${store}
        and t.customer = given.customer and t.currency = given.currency
    `.execute(this.#db);
    return rows;
  }

  /** As `add`, but nothing is written of those who wait already. */
  async touch(store: string, touched: readonly TouchedCustomer[]): Promise<void> {
    if (touched.length === 0) return;
    await sql`
      insert into touched_customer (org, store, customer, currency)
      select ${this.#org}, ${store}, given.customer, given.currency from ${unnested(touched)}
      on conflict (org, store, customer, currency) do update set taken = false
        where touched_customer.taken
    `.execute(this.#db);
  }

  async add(store: string, touched: readonly TouchedCustomer[]): Promise<void> {
    if (touched.length === 0) return;
    await sql`
      insert into touched_customer (org, store, customer, currency)
      select ${this.#org}, ${store}, given.customer, given.currency from ${unnested(touched)}
      on conflict (org, store, customer, currency) do update set taken = false
    `.execute(this.#db);
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

  /** Whoever was touched again since they were taken stays. */
  async remove(store: string, touched: readonly TouchedCustomer[]): Promise<void> {
    if (touched.length === 0) return;
    await sql`
      delete from touched_customer t using ${unnested(touched)}
      where t.org = ${this.#org} and t.store = ${store} and t.taken
        and t.customer = given.customer and t.currency = given.currency
    `.execute(this.#db);
  }
}

function unnested(touched: readonly TouchedCustomer[]) {
  return sql`unnest(
    ${textArray(touched.map(({ customer }) => customer))},
    ${textArray(touched.map(({ currency }) => currency))}
  ) as given (customer, currency)`;
}
