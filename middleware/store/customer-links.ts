import { sql, type Kysely, type Selectable } from 'kysely';
import type { Link } from '../model/index.ts';
import { textArray } from './arrays.ts';
import type { CustomerLinkTable, Database } from './schema.ts';

/** Who a customer is in Salesforce, and why. */
export interface CustomerLink {
  /** External id. */
  readonly customer: string;
  readonly link: Link;
  readonly rule: string;
  readonly reason: string;
  /** The Contact it is about; of a link that was lost, the one that was deleted. */
  readonly contactId: string | null;
  readonly accountId: string | null;
  /** SHA-256 of the customer's normalised address. */
  readonly emailHash: string | null;
  /** The same of the Contact's, where the link rests on its having one. */
  readonly contactEmailHash: string | null;
  /** Salesforce ids of all Contacts that come into it: when one of them changes, it is decided anew. */
  readonly contacts: readonly string[];
  /** Whether there ever was a Contact. */
  readonly hadContact: boolean;
}

/** One whose records in Salesforce do not all say the same yet. */
export interface PendingLink extends CustomerLink {
  /** Grows whenever it changes again. */
  readonly generation: number;
}

/** What could concern a customer. */
export interface Concerning {
  /** Salesforce ids of Contacts. */
  readonly contacts: readonly string[];
  readonly customers: readonly string[];
  readonly emailHashes: readonly string[];
}

/** Who each customer is, as it was decided last. */
export class CustomerLinks {
  readonly #db: Kysely<Database>;
  readonly #org: string;

  constructor(db: Kysely<Database>, org: string) {
    this.#db = db;
    this.#org = org;
  }

  async of(customers: readonly string[]): Promise<Map<string, CustomerLink>> {
    if (customers.length === 0) return new Map();
    const rows = await this.#all()
      .where('customer', '=', sql<string>`any(${customers}::text[])`)
      .execute();
    return new Map(rows.map((row) => [row.customer, toLink(row)]));
  }

  /** Only who is somebody in Salesforce: nothing else is looked at, for this is asked for every page of orders. */
  async named(customers: readonly string[]): Promise<Map<string, Link>> {
    if (customers.length === 0) return new Map();
    const rows = await this.#db
      .selectFrom('customer_link')
      .select(['customer', 'kind', 'own_key', 'contact_id', 'account_id'])
      .where('org', '=', this.#org)
      .where('customer', '=', sql<string>`any(${textArray(customers)})`)
      .where(sql<boolean>`kind <> 'none'`)
      .execute();
    return new Map(rows.map((row) => [row.customer, linkOf(row)]));
  }

  /** By hash of the address: the first customer for whom an Account and a Contact are made. */
  async makers(emailHashes: readonly string[]): Promise<Map<string, string>> {
    if (emailHashes.length === 0) return new Map();
    const rows = await this.#all()
      .where('email_hash', '=', sql<string>`any(${emailHashes}::text[])`)
      .where('kind', '=', 'own')
      .whereRef('own_key', '=', 'customer')
      .orderBy('customer', 'desc')
      .execute();
    return new Map(rows.map((row) => [row.email_hash!, row.customer]));
  }

  async concernedBy(store: string, concerning: Concerning): Promise<CustomerLink[]> {
    const { contacts, customers, emailHashes } = concerning;
    const rows = await this.#all()
      .where('store', '=', store)
      .where(
        sql<boolean>`(contacts && ${contacts}::text[] or customer = any(${customers}::text[])
          or email_hash = any(${emailHashes}::text[]))`,
      )
      .execute();
    return rows.map(toLink);
  }

  /** `changed`: customers whose records in Salesforce are to be brought into line. */
  async save(
    store: string,
    links: readonly CustomerLink[],
    changed: ReadonlySet<string>,
    at: Date,
  ): Promise<void> {
    // One statement may not touch a row twice; the last one counts.
    const latest = [...new Map(links.map((link) => [link.customer, link])).values()];
    if (latest.length === 0) return;
    await sql`
      insert into customer_link (org, store, customer, kind, own_key, contact_id, account_id, rule,
        reason, email_hash, contact_email_hash, contacts, had_contact, pending, decided_at)
      select ${this.#org}, ${store}, customer, kind, own_key, contact_id, account_id, rule, reason,
        email_hash, contact_email_hash, string_to_array(contacts, ','), had_contact, pending,
        ${at.toISOString()}
      from ${unnested(latest, changed)}
      on conflict (org, customer) do update set
        kind = excluded.kind, own_key = excluded.own_key, contact_id = excluded.contact_id,
        account_id = excluded.account_id, rule = excluded.rule, reason = excluded.reason,
        email_hash = excluded.email_hash, contact_email_hash = excluded.contact_email_hash,
        contacts = excluded.contacts, had_contact = excluded.had_contact,
        pending = customer_link.pending + excluded.pending, decided_at = excluded.decided_at
    `.execute(this.#db);
  }

  /** In a fixed order, those behind the one given. */
  async pending(store: string, after: string, limit: number): Promise<PendingLink[]> {
    const rows = await this.#all()
      .where('store', '=', store)
      .where('pending', '>', '0')
      .where('customer', '>', after)
      .orderBy('customer')
      .limit(limit)
      .execute();
    return rows.map((row) => ({ ...toLink(row), generation: Number(row.pending) }));
  }

  /** Whatever was decided anew meanwhile stays. */
  async settled(links: readonly Pick<PendingLink, 'customer' | 'generation'>[]): Promise<void> {
    if (links.length === 0) return;
    await sql`
      update customer_link l set pending = 0 from unnest(
        ${links.map(({ customer }) => customer)}::text[],
        ${links.map(({ generation }) => String(generation))}::bigint[]
      ) as given (customer, pending)
      where l.org = ${this.#org} and l.customer = given.customer and l.pending = given.pending
    `.execute(this.#db);
  }

  /** UTC ISO-8601: up to then, all changes of Contacts have been looked at. */
  async lookedAt(store: string): Promise<string | undefined> {
    const row = await this.#db
      .selectFrom('contact_look')
      .select('changed_at')
      .where('org', '=', this.#org)
      .where('store', '=', store)
      .executeTakeFirst();
    return row?.changed_at;
  }

  async looked(store: string, changedAt: string): Promise<void> {
    await this.#db
      .insertInto('contact_look')
      .values({ org: this.#org, store, changed_at: changedAt })
      .onConflict((conflict) =>
        conflict.columns(['org', 'store']).doUpdateSet({ changed_at: changedAt }),
      )
      .execute();
  }

  #all() {
    return this.#db.selectFrom('customer_link').selectAll().where('org', '=', this.#org);
  }
}

function toLink(row: Selectable<CustomerLinkTable>): CustomerLink {
  return {
    ...{ customer: row.customer, link: linkOf(row), rule: row.rule, reason: row.reason },
    ...{ contactId: row.contact_id, accountId: row.account_id, contacts: row.contacts },
    ...{ emailHash: row.email_hash, contactEmailHash: row.contact_email_hash },
    hadContact: row.had_contact,
  };
}

type Named = Pick<CustomerLinkTable, 'kind' | 'own_key' | 'contact_id' | 'account_id'>;

function linkOf({ kind, own_key, contact_id, account_id }: Named): Link {
  if (kind === 'own') return { kind, key: own_key! };
  if (kind === 'none') return { kind };
  return { kind, contactId: contact_id!, accountId: account_id };
}

/** A parameter a column, not a parameter a cell. */
function unnested(links: readonly CustomerLink[], changed: ReadonlySet<string>) {
  return sql`unnest(
    ${links.map(({ customer }) => customer)}::text[],
    ${links.map(({ link }) => link.kind)}::text[],
    ${links.map(({ link }) => (link.kind === 'own' ? link.key : null))}::text[],
    ${links.map(({ contactId }) => contactId)}::text[],
    ${links.map(({ accountId }) => accountId)}::text[],
    ${links.map(({ rule }) => rule)}::text[],
    ${links.map(({ reason }) => reason)}::text[],
    ${links.map(({ emailHash }) => emailHash)}::text[],
    ${links.map(({ contactEmailHash }) => contactEmailHash)}::text[],
    ${links.map(({ contacts }) => contacts.join(','))}::text[],
    ${links.map(({ hadContact }) => hadContact)}::boolean[],
    ${links.map(({ customer }) => (changed.has(customer) ? '1' : '0'))}::bigint[]
  ) as given (customer, kind, own_key, contact_id, account_id, rule, reason, email_hash,
    contact_email_hash, contacts, had_contact, pending)`;
}
