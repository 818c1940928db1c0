import { sql, type Kysely } from 'kysely';
import type { Nudged } from './nudges.ts';
import type { Database } from './schema.ts';

/** Longer than any platform repeats a delivery: Shopify gives up after hours, others after a day or two. */
const keptForMs = 7 * 24 * 3_600_000;

/** What a delivery leads to. */
export interface Traced {
  readonly correlation: string;
  /** What it is about, where that is one record. */
  readonly about: Nudged | undefined;
}

interface Given {
  /** The platform's id of it. */
  readonly delivery: string | null;
  readonly correlation: string | null;
  readonly about: Nudged | undefined;
}

/** Webhook deliveries that have been taken in, so that one that is repeated is taken in once. */
export class Deliveries {
  readonly #db: Kysely<Database>;
  readonly #org: string;

  constructor(db: Kysely<Database>, org: string) {
    this.#db = db;
    this.#org = org;
  }

  /** False where it has been here before. */
  async isNew(store: string, delivery: string, at: Date, traced?: Traced): Promise<boolean> {
    const { correlation = null, about } = traced ?? {};
    return (await this.areNew(store, [{ delivery, correlation, about }], at))[0]!;
  }

  /** Of each whether it has not been here before; one without an id never has. One statement, in the order given. */
  async areNew(store: string, given: readonly Given[], at: Date): Promise<boolean[]> {
    const first = new Map(given.map((one) => [one.delivery, one] as const).reverse());
    first.delete(null);
    const known = [...first.values()];
    const fresh = new Set(await this.#insert(store, known, at));
    return given.map((one) => {
      if (one.delivery === null) return true;
      return first.get(one.delivery) === one && fresh.has(one.delivery);
    });
  }

  async #insert(store: string, given: readonly Given[], at: Date): Promise<string[]> {
    if (given.length === 0) return [];
    const { rows } = await sql<{ delivery: string }>`
      insert into webhook_delivery
        (org, store, delivery, received_at, correlation, model, record_id)
      select ${this.#org}, ${store}, delivery, ${at.toISOString()}, correlation, model, id
      from unnest(
        ${given.map(({ delivery }) => delivery)}::text[],
        ${given.map(({ correlation }) => correlation)}::text[],
        ${given.map(({ about }) => about?.model ?? null)}::text[],
        ${given.map(({ about }) => about?.id ?? null)}::text[]
      ) as given (delivery, correlation, model, id)
      on conflict do nothing
      returning delivery
    `.execute(this.#db);
    return rows.map(({ delivery }) => delivery);
  }

  /** Forgets what nobody will repeat any more. */
  async purge(now: Date): Promise<void> {
    await this.#db
      .deleteFrom('webhook_delivery')
      .where('org', '=', this.#org)
      .where('received_at', '<', new Date(now.getTime() - keptForMs).toISOString())
      .execute();
  }
}
