import { sql, type Kysely } from 'kysely';
import type { OrderFact } from '../model/index.ts';
import type { Database } from './schema.ts';

/** What each order that is in Salesforce counts for its customer. */
export class OrderFacts {
  readonly #db: Kysely<Database>;
  readonly #org: string;

  constructor(db: Kysely<Database>, org: string) {
    this.#db = db;
    this.#org = org;
  }

  /**
   * Keeps the facts of a store's orders, and remembers as touched whoever is concerned: an order's customer, and the
   * one who had it before. To be called within a transaction.
   */
  async save(store: string, facts: readonly OrderFact[]): Promise<void> {
    // One statement may not touch a row twice; the last one counts.
    const latest = [...new Map(facts.map((fact) => [fact.key, fact])).values()];
    if (latest.length === 0) return;
    const fresh = unnested(latest);
    await sql`
      with fresh as (select * from ${fresh}),
      changed as (
        select f.customer, f.currency, o.customer as former, o.currency as former_currency
        from fresh f left join order_fact o on o.org = ${this.#org} and o.key = f.key
        where o.key is null
          or (o.customer, o.currency, o.placed_on, o.placed_at, o.total, o.refunded, o.cancelled)
            is distinct from
             (f.customer, f.currency, f.placed_on, f.placed_at, f.total, f.refunded, f.cancelled)
      )
      insert into touched_customer (org, store, customer, currency)
      select ${this.#org}, ${store}, customer, currency from changed where customer is not null
      union
      select ${this.#org}, ${store}, former, former_currency from changed where former is not null
      on conflict (org, store, customer, currency) do update set taken = false
        where touched_customer.taken
    `.execute(this.#db);
    await sql`
      insert into order_fact
        (org, key, customer, currency, placed_on, placed_at, total, refunded, cancelled)
      select ${this.#org}, * from ${fresh}
      on conflict (org, key) do update set
        customer = excluded.customer, currency = excluded.currency,
        placed_on = excluded.placed_on, placed_at = excluded.placed_at,
        total = excluded.total, refunded = excluded.refunded, cancelled = excluded.cancelled
    `.execute(this.#db);
  }

  /** Those orders count no more; their customers are touched. To be called within a transaction. */
  async remove(store: string, keys: readonly string[]): Promise<void> {
    if (keys.length === 0) return;
    await sql`
      with removed as (
        delete from order_fact where org = ${this.#org} and key = any(${keys}::text[])
        returning customer, currency
      )
      insert into touched_customer (org, store, customer, currency)
      select distinct ${this.#org}, ${store}, customer, currency
      from removed where customer is not null
      on conflict (org, store, customer, currency) do update set taken = false
        where touched_customer.taken
    `.execute(this.#db);
  }

  /** Which of these orders have a fact. */
  async among(keys: readonly string[]): Promise<Set<string>> {
    const rows = await this.#db
      .selectFrom('order_fact')
      .select('key')
      .where('org', '=', this.#org)
      .where('key', '=', sql<string>`any(${keys}::text[])`)
      .execute();
    return new Set(rows.map(({ key }) => key));
  }

  /** Of these customers, all orders. */
  async of(customers: readonly string[]): Promise<OrderFact[]> {
    const rows = await this.#db
      .selectFrom('order_fact')
      .selectAll()
      .where('org', '=', this.#org)
      .where('customer', 'is not', null)
      .where('customer', '=', sql<string>`any(${customers}::text[])`)
      .execute();
    return rows.map(({ org: _org, placed_on, placed_at, ...row }) => {
      return { ...row, placedOn: placed_on, placedAt: placed_at };
    });
  }
}

/** A parameter a column, not a parameter a cell. */
function unnested(facts: readonly OrderFact[]) {
  return sql`unnest(
    ${facts.map(({ key }) => key)}::text[],
    ${facts.map(({ customer }) => customer)}::text[],
    ${facts.map(({ currency }) => currency)}::text[],
    ${facts.map(({ placedOn }) => placedOn)}::text[],
    ${facts.map(({ placedAt }) => placedAt)}::text[],
    ${facts.map(({ total }) => total)}::text[],
    ${facts.map(({ refunded }) => refunded)}::text[],
    ${facts.map(({ cancelled }) => cancelled)}::boolean[]
  ) as given (key, customer, currency, placed_on, placed_at, total, refunded, cancelled)`;
}
