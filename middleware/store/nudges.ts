import { sql, type Kysely } from 'kysely';
import type { ModelName } from '../model/index.ts';
import type { Database } from './schema.ts';

export interface Nudged {
  readonly model: ModelName;
  /** The platform's id. */
  readonly id: string;
}

/** Of one cause, unless each has its own. */
export interface CausedNudge extends Nudged {
  readonly correlation?: string | undefined;
}

/** A nudge as it was when it was taken. */
export interface TakenNudge extends Nudged {
  readonly generation: number;
  /** Of what nudged it last. */
  readonly correlation: string | null;
}

/** What is to be read again by its id. One that comes while it is being read stays, for what was read may be older. */
export class Nudges {
  readonly #db: Kysely<Database>;
  readonly #org: string;

  constructor(db: Kysely<Database>, org: string) {
    this.#db = db;
    this.#org = org;
  }

  async add(store: string, nudges: readonly CausedNudge[], at: Date): Promise<void> {
    // One statement may not touch a row twice.
    const distinct = [...new Map(nudges.map((one) => [`${one.model} ${one.id}`, one])).values()];
    if (distinct.length === 0) return;
    await sql`
      insert into nudge (org, store, model, id, added_at, correlation)
      select ${this.#org}, ${store}, model, id, ${at.toISOString()}, correlation from unnest(
        ${distinct.map(({ model }) => model)}::text[],
        ${distinct.map(({ id }) => id)}::text[],
        ${distinct.map(({ correlation }) => correlation ?? null)}::text[]
      ) as given (model, id, correlation)
      on conflict (org, store, model, id) do update
        set generation = nudge.generation + 1, correlation = excluded.correlation
    `.execute(this.#db);
  }

  /** The oldest of a model but for these, with the generation they have now; they stay until they are done. */
  async take(
    store: string,
    model: ModelName,
    limit: number,
    except: readonly string[] = [],
  ): Promise<TakenNudge[]> {
    const rows = await this.#db
      .selectFrom('nudge')
      .select(['id', 'generation', 'correlation'])
      .where('org', '=', this.#org)
      .where('store', '=', store)
      .where('model', '=', model)
      .where('id', '<>', sql<string>`all(${except}::text[])`)
      .orderBy('added_at')
      .orderBy('id')
      .limit(limit)
      .execute();
    return rows.map(({ generation, ...row }) => ({
      model,
      ...row,
      generation: Number(generation),
    }));
  }

  /** Whatever was nudged again since it was taken stays. */
  async done(store: string, taken: readonly TakenNudge[]): Promise<void> {
    if (taken.length === 0) return;
    await sql`
      delete from nudge n using unnest(
        ${taken.map(({ model }) => model)}::text[],
        ${taken.map(({ id }) => id)}::text[],
        ${taken.map(({ generation }) => String(generation))}::bigint[]
      ) as given (model, id, generation)
      where n.org = ${this.#org} and n.store = ${store}
        and n.model = given.model and n.id = given.id and n.generation = given.generation
    `.execute(this.#db);
  }

  /** Which of these ids are still to be read again. */
  async among(store: string, model: ModelName, ids: readonly string[]): Promise<Set<string>> {
    const rows = await this.#db
      .selectFrom('nudge')
      .select('id')
      .where('org', '=', this.#org)
      .where('store', '=', store)
      .where('model', '=', model)
      .where('id', '=', sql<string>`any(${ids}::text[])`)
      .execute();
    return new Set(rows.map(({ id }) => id));
  }

  /** Of one store, or of all. */
  async count(store?: string): Promise<number> {
    let counted = this.#db
      .selectFrom('nudge')
      .select((eb) => eb.fn.countAll<string>().as('count'))
      .where('org', '=', this.#org);
    if (store !== undefined) counted = counted.where('store', '=', store);
    return Number((await counted.executeTakeFirstOrThrow()).count);
  }
}
