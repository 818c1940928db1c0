import { sql, type Kysely } from 'kysely';
import { textArray } from './arrays.ts';
import type { Database } from './schema.ts';

/** By object: what hangs on an aggregate. The store does not look inside. */
export type Children = Readonly<Record<string, readonly string[]>>;

/** A set of children that has become smaller. */
export interface Shrunk {
  readonly key: string;
  readonly from: Children;
  readonly to: Children;
}

/** Which child records each aggregate has in Salesforce, or could have: so those that vanish are noticed. */
export class ChildKeys {
  readonly #db: Kysely<Database>;
  readonly #org: string;

  constructor(db: Kysely<Database>, org: string) {
    this.#db = db;
    this.#org = org;
  }

  async of(keys: readonly string[]): Promise<Map<string, Children>> {
    if (keys.length === 0) return new Map();
    const rows = await this.#db
      .selectFrom('child_keys')
      .select(['key', 'children'])
      .where('org', '=', this.#org)
      .where('key', '=', sql<string>`any(${textArray(keys)})`)
      .execute();
    return new Map(rows.map(({ key, children }) => [key, JSON.parse(children) as Children]));
  }

  async save(all: ReadonlyMap<string, Children>): Promise<void> {
    if (all.size === 0) return;
    await sql`
      insert into child_keys (org, key, children)
      select ${this.#org}, * from unnest(
        ${textArray([...all.keys()])},
        ${textArray([...all.values()].map((children) => JSON.stringify(children)))}
      )
      on conflict (org, key) do update set children = excluded.children
    `.execute(this.#db);
  }

  /** Only where nothing was added meanwhile. */
  async shrink(all: readonly Shrunk[]): Promise<void> {
    if (all.length === 0) return;
    await sql`
      update child_keys set children = smaller.children_after
      from unnest(
        ${all.map(({ key }) => key)}::text[],
        ${all.map(({ from }) => JSON.stringify(from))}::text[],
        ${all.map(({ to }) => JSON.stringify(to))}::text[]
      ) as smaller (key, children_before, children_after)
      where child_keys.org = ${this.#org} and child_keys.key = smaller.key
        and child_keys.children = smaller.children_before
    `.execute(this.#db);
  }
}
