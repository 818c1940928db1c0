import { sql, type Kysely } from 'kysely';
import { Failure } from '../common/errors.ts';
import { textArray } from './arrays.ts';
import { asReceived, placeOf, type PayloadPlace, type PayloadSettings } from './payloads.ts';
import type { Database, RejectionStage, RejectionState } from './schema.ts';

/** A rejection, with all that is told of it in Salesforce. */
export interface MirroredError {
  readonly model: string;
  readonly key: string;
  readonly stage: RejectionStage;
  readonly reason: string;
  /** Salesforce's own words, as they were handed in. */
  readonly faults: readonly unknown[];
  readonly raw: string | null;
  readonly firstSeenAt: string;
  readonly lastSeenAt: string;
  readonly attempts: number;
  readonly correlation: string | null;
  readonly state: RejectionState;
  /** What came of what a person asked for. */
  readonly answer: string | null;
  /** Whether Salesforce has to be told what state it is in. */
  readonly stateChanged: boolean;
  /** For `reported`. */
  readonly version: string;
}

export interface ErrorKey {
  readonly model: string;
  readonly key: string;
}

/**
 * Which rejections Salesforce shows, and in which version, so that it is told of what is new, changed or healed, and of
 * nothing else.
 */
export class ErrorMirror {
  readonly #db: Kysely<Database>;
  readonly #org: string;
  readonly #payloads: PayloadSettings;

  constructor(db: Kysely<Database>, org: string, payloads: PayloadSettings) {
    this.#db = db;
    this.#org = org;
    this.#payloads = payloads;
  }

  /** Of those that Salesforce shows: the ones that are not as they were told. */
  changed(store: string, limit: number): Promise<MirroredError[]> {
    return this.#read(store, limit, sql<boolean>`reported <> content || ':' || state`);
  }

  /**
   * Those that Salesforce does not show, the oldest first. What gets over it by itself is left out for as long as it has
   * not been there since before `since`.
   */
  unreported(store: string, limit: number, since: Date): Promise<MirroredError[]> {
    return this.#read(
      store,
      limit,
      sql<boolean>`reported is null
        and (stage not in ('waiting', 'retry') or first_seen_at < ${since.toISOString()})`,
    );
  }

  async #read(store: string, limit: number, which: ReturnType<typeof sql<boolean>>) {
    const rows = await this.#db
      .selectFrom('rejection')
      .selectAll()
      .where('org', '=', this.#org)
      .where('store', '=', store)
      .where(which)
      .orderBy('rejected_at')
      .orderBy('key')
      .limit(limit)
      .execute();
    return rows.map((row): MirroredError => {
      const { model, key, stage, reason, attempts, correlation, state, answer } = row;
      const raw = this.#opened(row);
      return {
        ...{ model, key, stage, reason, raw, attempts, correlation, state, answer },
        faults: row.faults === null ? [] : (JSON.parse(row.faults) as unknown[]),
        firstSeenAt: row.first_seen_at ?? row.rejected_at,
        lastSeenAt: row.rejected_at,
        stateChanged: row.reported === null || !row.reported.endsWith(`:${state}`),
        version: `${row.content}:${state}`,
      };
    });
  }

  /** What was sealed with a key that is not here is not told; the rest of the error is. */
  #opened(row: PayloadPlace & { readonly raw: string | null }): string | null {
    if (row.raw === null) return null;
    try {
      return asReceived(row.raw, this.#payloads, placeOf(this.#org, row));
    } catch (error) {
      if (error instanceof Failure) return null;
      throw error;
    }
  }

  /** How many Salesforce shows. */
  async shown(store: string): Promise<number> {
    return this.#count(store, sql<boolean>`reported is not null`);
  }

  /** How many it does not show. */
  async hidden(store: string): Promise<number> {
    return this.#count(store, sql<boolean>`reported is null`);
  }

  async #count(store: string, which: ReturnType<typeof sql<boolean>>): Promise<number> {
    const row = await this.#db
      .selectFrom('rejection')
      .select((eb) => eb.fn.countAll<string>().as('count'))
      .where('org', '=', this.#org)
      .where('store', '=', store)
      .where(which)
      .executeTakeFirstOrThrow();
    return Number(row.count);
  }

  /** Salesforce shows them in these versions; what has changed since is told again. */
  async reported(
    store: string,
    errors: readonly (ErrorKey & { readonly version: string })[],
  ): Promise<void> {
    if (errors.length === 0) return;
    await sql`
      update rejection r set reported = told.version from unnest(
        ${textArray(errors.map(({ model }) => model))},
        ${textArray(errors.map(({ key }) => key))},
        ${textArray(errors.map(({ version }) => version))}
      ) as told (model, key, version)
      where r.org = ${this.#org} and r.store = ${store}
        and r.model = told.model and r.key = told.key
    `.execute(this.#db);
  }

  /** Those that Salesforce shows and that are rejected no longer. */
  async healed(store: string, limit: number): Promise<ErrorKey[]> {
    await sql`
      delete from healed_error h using rejection r
      where h.org = ${this.#org} and h.store = ${store}
        and r.org = h.org and r.store = h.store and r.model = h.model and r.key = h.key
    `.execute(this.#db);
    return this.#db
      .selectFrom('healed_error')
      .select(['model', 'key'])
      .where('org', '=', this.#org)
      .where('store', '=', store)
      .orderBy('key')
      .limit(limit)
      .execute();
  }

  /** Salesforce knows that they are healed. */
  async forgetHealed(store: string, errors: readonly ErrorKey[]): Promise<void> {
    if (errors.length === 0) return;
    await sql`
      delete from healed_error h using unnest(
        ${textArray(errors.map(({ model }) => model))},
        ${textArray(errors.map(({ key }) => key))}
      ) as told (model, key)
      where h.org = ${this.#org} and h.store = ${store}
        and h.model = told.model and h.key = told.key
    `.execute(this.#db);
  }

  /**
   * A person has said what is to become of these. Salesforce is told, even where that changes nothing: somebody waits for
   * an answer there. `among`: only those in this state. Gives how many there were.
   */
  async ask(
    store: string,
    keys: readonly string[],
    state: RejectionState,
    answer: string,
    among?: RejectionState,
  ): Promise<number> {
    if (keys.length === 0) return 0;
    const all = this.#db
      .updateTable('rejection')
      // No version ends like this, so every state is another.
      .set({ state, answer, reported: sql`case when reported is null then null else '' end` })
      .where('org', '=', this.#org)
      .where('store', '=', store)
      .where('key', '=', sql<string>`any(${textArray(keys)})`);
    const some = among === undefined ? all : all.where('state', '=', among);
    const { numUpdatedRows } = await some.executeTakeFirst();
    return Number(numUpdatedRows);
  }

  /** Keys that are too long to be told whole. */
  async longKeys(store: string, longest: number): Promise<string[]> {
    const rows = await this.#db
      .selectFrom('rejection')
      .select('key')
      .where('org', '=', this.#org)
      .where('store', '=', store)
      .where(sql<boolean>`length(key) > ${longest}`)
      .execute();
    return rows.map(({ key }) => key);
  }
}
