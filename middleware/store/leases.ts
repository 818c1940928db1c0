import { sql, type Kysely, type Transaction } from 'kysely';
import { Failure } from '../common/errors.ts';
import { fairShare } from './fair-share.ts';
import type { Database } from './schema.ts';

/** The right to work on a store. Two never hold the same token. */
export interface Lease {
  /** External id of the store. */
  readonly store: string;
  /** PostgreSQL's bigint. */
  readonly token: string;
}

export interface Round {
  /** Leases that have been prolonged; one that was held and is not among them is lost. */
  readonly kept: readonly Lease[];
  readonly taken: readonly Lease[];
  /** How many should be given back for the sake of other replicas. */
  readonly surplus: number;
}

export interface Owner {
  readonly id: string;
  /** How long a lease holds that is not prolonged, in milliseconds by the server's clock. */
  readonly ttlMs: number;
}

/** Who works on which store of an org: one process at a time, over all replicas. */
export class Leases {
  readonly #db: Kysely<Database>;
  readonly #org: string;

  constructor(db: Kysely<Database>, org: string) {
    this.#db = db;
    this.#org = org;
  }

  /**
   * A replica says that it lives, prolongs what it holds, and takes its fair share of those of `stores` that nobody has.
   * `able`: which of them it can take now.
   */
  round(
    owner: Owner,
    stores: readonly string[],
    held: readonly Lease[],
    able: ReadonlySet<string>,
  ): Promise<Round> {
    return this.#inTurn(async (trx) => {
      await this.#appear(trx, owner);
      const kept = await this.#prolong(trx, owner, held);
      const { others, free } = await this.#look(trx, owner, stores);
      const mine = kept.length;
      const { take, giveBack } = fairShare(owner.id, { mine, others, free: free.length });
      const wanted = free.filter((store) => able.has(store)).slice(0, take);
      return { kept, taken: await this.#take(trx, owner, wanted), surplus: giveBack };
    });
  }

  /** For a command that needs these stores for itself. Throws Failure `config` where somebody else works on one. */
  claim(owner: Owner, stores: readonly string[]): Promise<readonly Lease[]> {
    return this.#inTurn(async (trx) => {
      const taken = await this.#take(trx, owner, stores);
      const busy = stores.filter((store) => !taken.some((lease) => lease.store === store));
      if (busy.length > 0) throw claimed(this.#org, busy);
      return taken;
    });
  }

  /** Gives those that could be prolonged. */
  prolong(owner: Owner, held: readonly Lease[]): Promise<readonly Lease[]> {
    return this.#prolong(this.#db, owner, held);
  }

  /** Lets others have them at once. */
  async release(leases: readonly Lease[]): Promise<void> {
    if (leases.length === 0) return;
    await sql`
      update store_lease l set expires_at = '-infinity', token = nextval('lease_token')
      from ${given(leases)} where l.org = ${this.#org} and l.store = g.store and l.token = g.token
    `.execute(this.#db);
  }

  /** A replica that goes counts no longer when stores are shared out. */
  async leave({ id }: Owner): Promise<void> {
    await this.#db
      .deleteFrom('replica')
      .where('org', '=', this.#org)
      .where('id', '=', id)
      .execute();
  }

  /** Who works on what; not who did. */
  async all(): Promise<readonly { readonly store: string; readonly owner: string }[]> {
    return this.#db
      .selectFrom('store_lease')
      .select(['store', 'owner'])
      .where('org', '=', this.#org)
      .where('expires_at', '>', sql<Date>`now()`)
      .orderBy('store')
      .execute();
  }

  /** One after another over all replicas, so that each sees what the others have taken. */
  #inTurn<T>(work: (trx: Transaction<Database>) => Promise<T>): Promise<T> {
    return this.#db.transaction().execute(async (trx) => {
      const name = `orderlens leases ${this.#org}`;
      await sql`select pg_advisory_xact_lock(hashtextextended(${name}, 0))`.execute(trx);
      return work(trx);
    });
  }

  async #appear(trx: Transaction<Database>, { id, ttlMs }: Owner): Promise<void> {
    await sql`
      insert into replica (org, id, expires_at) values (${this.#org}, ${id}, ${inFuture(ttlMs)})
      on conflict (org, id) do update set expires_at = excluded.expires_at
    `.execute(trx);
    await sql`delete from replica where org = ${this.#org} and expires_at < clock_timestamp()`.execute(
      trx,
    );
  }

  async #prolong(db: Kysely<Database>, owner: Owner, held: readonly Lease[]) {
    if (held.length === 0) return [];
    const { rows } = await sql<Lease>`
      update store_lease l set expires_at = ${inFuture(owner.ttlMs)}
      from ${given(held)}
      where l.org = ${this.#org} and l.store = g.store and l.token = g.token and l.owner = ${owner.id}
      returning l.store, l.token::text
    `.execute(db);
    return rows;
  }

  async #look(trx: Transaction<Database>, owner: Owner, stores: readonly string[]) {
    const { rows } = await sql<{ id: string; stores: string[] }>`
      select r.id, coalesce(array_agg(l.store) filter (where l.store is not null), '{}') as stores
      from replica r left join store_lease l
        on l.org = r.org and l.owner = r.id and l.expires_at > clock_timestamp()
        and l.store = any(${stores}::text[])
      where r.org = ${this.#org} group by r.id
    `.execute(trx);
    const held = await sql<{ store: string }>`
      select store from store_lease where org = ${this.#org} and expires_at > clock_timestamp()
    `.execute(trx);
    const busy = new Set(held.rows.map(({ store }) => store));
    const others = rows.filter(({ id }) => id !== owner.id);
    return {
      others: new Map(others.map(({ id, stores: theirs }) => [id, theirs.length])),
      free: stores.filter((store) => !busy.has(store)),
    };
  }

  /** Those that are free. One whose last owner is just committing something is left for the next round. */
  async #take(trx: Transaction<Database>, { id, ttlMs }: Owner, stores: readonly string[]) {
    if (stores.length === 0) return [];
    await sql`
      insert into store_lease (org, store, owner, token, expires_at)
      select ${this.#org}, store, '', 0, '-infinity' from unnest(${stores}::text[]) as s (store)
      on conflict do nothing
    `.execute(trx);
    const { rows } = await sql<Lease>`
      update store_lease l set owner = ${id}, token = nextval('lease_token'), expires_at = ${inFuture(ttlMs)}
      where (l.org, l.store) in (
        select org, store from store_lease
        where org = ${this.#org} and store = any(${stores}::text[]) and expires_at <= clock_timestamp()
        for update skip locked)
      returning l.store, l.token::text
    `.execute(trx);
    return rows;
  }
}

/**
 * The first statement of whatever an owner commits: it throws where the store is somebody else's by now, and holds off
 * who would take it until this is committed. (`for key share` gets in the way of a new owner, but not of a heartbeat.)
 */
export async function fence(
  trx: Transaction<Database>,
  org: string,
  { store, token }: Lease,
): Promise<void> {
  const { rows } = await sql`
    select 1 from store_lease where org = ${org} and store = ${store} and token = ${token} for key share
  `.execute(trx);
  if (rows.length === 0) throw leaseLost(store);
}

export function leaseLost(store: string): Failure {
  return new Failure(`Store ${store} is worked on by another process now`, {
    kind: 'unavailable',
    action: 'Nothing is lost: that process goes on where this one stopped.',
  });
}

function claimed(org: string, stores: readonly string[]): Failure {
  return new Failure(`Another process works on ${stores.join(', ')} of org ${org}`, {
    kind: 'config',
    action:
      'Stop the other process (is the service running?), or ask it: with its DATA_DIR, "orderlens sync" and "orderlens rejected" do so. One that was killed is forgotten within LEASE_SECONDS.',
  });
}

function inFuture(ttlMs: number) {
  return sql<Date>`clock_timestamp() + make_interval(secs => ${ttlMs / 1000})`;
}

function given(leases: readonly Lease[]) {
  const stores = leases.map(({ store }) => store);
  const tokens = leases.map(({ token }) => token);
  return sql`unnest(${stores}::text[], ${tokens}::bigint[]) as g (store, token)`;
}
