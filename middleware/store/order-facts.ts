import { sql, type Kysely, type RawBuilder } from 'kysely';
import type { OrderFact } from '../model/index.ts';
import { cellsOf, given, packed, textArray, type Given } from './arrays.ts';
import type { Database } from './schema.ts';
import { TouchedCustomers, type TouchedCustomer } from './touched-customers.ts';

const columns = [
  ...['key', 'customer', 'currency', 'placed_on', 'placed_at', 'total', 'refunded', 'cancelled'],
];
type Cells = [string, string, string, string, string, string, string, string];

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
    const before = new Map((await this.#among(latest)).map((fact) => [fact.key, fact]));
    const changed = latest.filter((fact) => !isSame(fact, before.get(fact.key)));
    const concerned = changed.flatMap((fact) => [fact, before.get(fact.key) ?? fact]);
    await new TouchedCustomers(this.#db, this.#org).touch(store, customersOf(concerned));
    for (const cancelled of [false, true]) {
      await this.#upsert(
        changed.filter((fact) => fact.cancelled === cancelled),
        cancelled,
      );
    }
  }

  async #upsert(facts: readonly OrderFact[], cancelled: boolean): Promise<void> {
    if (facts.length === 0) return;
    const { from, cells } = toGiven(facts);
    await sql`
      insert into order_fact
        (org, cancelled, key, customer, currency, placed_on, placed_at, total, refunded)
      select ${this.#org}, ${cancelled}, ${cells} from ${from}
      on conflict (org, key) do update set
        customer = excluded.customer, currency = excluded.currency,
        placed_on = excluded.placed_on, placed_at = excluded.placed_at,
        total = excluded.total, refunded = excluded.refunded, cancelled = excluded.cancelled
    `.execute(this.#db);
  }

  #among(facts: readonly OrderFact[]): Promise<OrderFact[]> {
    return this.#read(sql`key = any(${textArray(facts.map(({ key }) => key))})`);
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

  /**
   * After many were added: nothing tells the embedded database by itself how many customers there are, and for want of it
   * each look-up by customer read everything. https://www.postgresql.org/docs/current/sql-analyze.html
   */
  async analyze(): Promise<void> {
    await sql`analyze order_fact, touched_customer`.execute(this.#db);
  }

  /** Of these customers, all orders. */
  of(customers: readonly string[]): Promise<OrderFact[]> {
    return this.#read(sql`customer is not null and customer = any(${textArray(customers)})`);
  }

  /** In one cell: the drivers take longer over a cell than the database over a row. */
  async #read(which: RawBuilder<unknown>): Promise<OrderFact[]> {
    const { rows } = await sql<{ facts: string | null }>`
      select ${packed(columns)} as facts
      from order_fact where org = ${this.#org} and ${which}
    `.execute(this.#db);
    return cellsOf(rows[0]?.facts).map(toFact);
  }
}

function toFact(cells: readonly string[]): OrderFact {
  const [key, customer, currency, placedOn, placedAt, total, refunded, cancelled] = cells as Cells;
  return {
    ...{ key, customer: customer === '' ? null : customer, currency, placedOn, placedAt },
    ...{ total, refunded, cancelled: cancelled === 'true' },
  };
}

function isSame(fact: OrderFact, before: OrderFact | undefined): boolean {
  return (
    before !== undefined &&
    fact.customer === before.customer &&
    fact.currency === before.currency &&
    fact.placedOn === before.placedOn &&
    fact.placedAt === before.placedAt &&
    fact.total === before.total &&
    fact.refunded === before.refunded &&
    fact.cancelled === before.cancelled
  );
}

/** In a fixed order, so that two who write at once do not wait for each other. */
function customersOf(facts: readonly OrderFact[]): TouchedCustomer[] {
  const touched = new Map<string, TouchedCustomer>();
  for (const { customer, currency } of facts) {
    if (customer !== null) touched.set(`${customer} ${currency}`, { customer, currency });
  }
  return [...touched.keys()].sort().map((name) => touched.get(name)!);
}

/** A parameter a column, not a parameter a cell. */
function toGiven(facts: readonly OrderFact[]): Given {
  return given({
    key: facts.map(({ key }) => key),
    customer: facts.map(({ customer }) => customer),
    currency: facts.map(({ currency }) => currency),
    placed_on: facts.map(({ placedOn }) => placedOn),
    placed_at: facts.map(({ placedAt }) => placedAt),
    total: facts.map(({ total }) => total),
    refunded: facts.map(({ refunded }) => refunded),
  });
}
