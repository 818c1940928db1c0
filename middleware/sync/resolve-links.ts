import { emailHash, normalizeEmail, type Candidate } from '../identity/index.ts';
import { storeKey, type MappedModel, type MappingSettings } from '../mapping/index.ts';
import { noLink, type Customer, type Link, type Model, type Ref } from '../model/index.ts';
import type { CustomerLink } from '../store/customer-links.ts';
import type { Store } from '../store/store.ts';
import type { Contacts } from './contacts.ts';
import type { Traffic } from './traffic.ts';
import { answer, isSame, keysOf, type Question } from './link-decision.ts';

export interface LinkSetup<Name extends MappedModel> {
  /** The store's external id: `shopify:giftshop`. */
  readonly store: string;
  readonly model: Name;
  readonly mapping: MappingSettings;
  readonly memory: Store;
  /** Without it, nobody is looked for in Salesforce. */
  readonly contacts?: Contacts | undefined;
  readonly now: () => Date;
  readonly signal: AbortSignal;
  readonly deciding: Traffic['deciding'];
  readonly links: Traffic['links'];
}

/**
 * Says of each record of a page who its customer is in Salesforce. Customers who are new, or have a new address, are
 * decided now; everything else follows what was decided. Throws Failure.
 */
export async function resolveLinks<Name extends MappedModel>(
  setup: LinkSetup<Name>,
  records: readonly Model[Name][],
): Promise<(record: Model[Name]) => Link> {
  const { model, memory } = setup;
  if (model === 'customer') {
    const links = await resolveCustomers(setup, records as readonly Customer[]);
    return ({ ref }) => links.get(keyOf(ref)) ?? noLink;
  }
  const customers = new Set(records.flatMap((record) => customerOf(record) ?? []));
  const named = await memory.links.named([...customers]);
  return (record) => named.get(customerOf(record) ?? '') ?? noLink;
}

function customerOf(record: Model[MappedModel]): string | null {
  return 'customer' in record && record.customer ? keyOf(record.customer) : null;
}

/** One that is too long finds nobody, and its record is refused where it is mapped. */
function keyOf({ platform, store, id }: Ref): string {
  return `${storeKey(platform, store)}:${id}`;
}

type Asked = Pick<Question, 'customer' | 'email'>;

async function resolveCustomers(
  setup: LinkSetup<MappedModel>,
  records: readonly Customer[],
): Promise<ReadonlyMap<string, Link>> {
  const { memory, mapping } = setup;
  const emails = new Map(records.map(({ ref, email }) => [keyOf(ref), normalizeEmail(email)]));
  const asked = [...emails].map(([customer, email]): Asked => ({ customer, email }));
  const openOf = (links: ReadonlyMap<string, CustomerLink>) =>
    asked.filter((one) => !stillHolds(links.get(one.customer), one, mapping));
  let known = await memory.links.of([...emails.keys()]);
  let decided: CustomerLink[] = [];
  if (openOf(known).length > 0) {
    await setup.deciding.enter(async () => {
      // Somebody else may have decided meanwhile.
      known = await memory.links.of([...emails.keys()]);
      decided = await decideAll(setup, openOf(known), known);
    });
  }
  return new Map([...known.values(), ...decided].map(({ customer, link }) => [customer, link]));
}

/** What becomes different in Salesforce is followed by relink(); here it is only what becomes different in the shop. */
function stillHolds(
  before: CustomerLink | undefined,
  { email }: Asked,
  { createContacts }: MappingSettings,
): boolean {
  if (before?.emailHash !== emailHash(email)) return false;
  return createContacts ? before.rule !== 'unknown' : before.link.kind !== 'own';
}

async function decideAll(
  setup: LinkSetup<MappedModel>,
  open: readonly Asked[],
  known: ReadonlyMap<string, CustomerLink>,
): Promise<CustomerLink[]> {
  const { store, memory, mapping, contacts, now, signal } = setup;
  if (open.length === 0) return [];
  const mayMake = mapping.createContacts;
  const found = (await contacts?.find(open.flatMap(keysOf), signal)) ?? new Map();
  const hashes = open.flatMap(({ email }) => emailHash(email) ?? []);
  const makers = mayMake ? await memory.links.makers(hashes) : new Map<string, string>();
  const written = await writtenOwners(memory, open, known);
  const decided = open.map((asked) => {
    const before = known.get(asked.customer);
    const hadContact = (before?.hadContact ?? false) || written.has(asked.customer);
    const former = formerOf(before, asked);
    return answer({ ...asked, before, former, hadContact, mayMake }, found, makers);
  });
  const changed = decided.filter(({ customer, link }) => {
    const before = known.get(customer);
    return before !== undefined && !isSame(before.link, link);
  });
  const others = new Set(changed.map(({ customer }) => customer));
  await memory.links.save(store, decided, others, now());
  setup.links.changed(others);
  return decided;
}

/** Whose Contact was really made: what Salesforce refused was never there, and may be tried again. */
async function writtenOwners(
  memory: Store,
  open: readonly Asked[],
  known: ReadonlyMap<string, CustomerLink>,
): Promise<ReadonlySet<string>> {
  const owners = open
    .map(({ customer }) => customer)
    .filter((customer) => isOwn(known.get(customer)?.link, customer));
  const outcomes = await memory.outcomes.known(owners.map((customer) => `customer/${customer}`));
  return new Set(
    owners.filter((customer) => outcomes.get(`customer/${customer}`)?.state === 'written'),
  );
}

function isOwn(link: Link | undefined, customer: string): boolean {
  return link?.kind === 'own' && link.key === customer;
}

/** A customer who has a new address stays who they are; where it is the same one, the directory tells how it stands. */
function formerOf(before: CustomerLink | undefined, { email }: Asked): Candidate | null {
  if (!before?.contactId || before.link.kind === 'none') return null;
  if (before.contactEmailHash !== null && before.contactEmailHash === emailHash(email)) return null;
  const { contactId, accountId } = before;
  return { contactId, accountId, email: null, accountKey: null };
}
