import { emailHash, type Candidate, type IdentityKey } from '../identity/index.ts';
import { noLink } from '../model/index.ts';
import type { CustomerLink } from '../store/customer-links.ts';
import type { ContactChange } from './contacts.ts';
import { addressOf, answer, isSame, keysOf, type Found } from './link-decision.ts';
import type { LookSetup } from './relink.ts';

/** A customer whom a change of Contacts concerns. */
interface Concerned {
  readonly before: CustomerLink;
  /** Normalised; undefined where neither the changes nor Salesforce's customer know it. */
  readonly email: string | null | undefined;
  /** The Contact they were linked to, or that into which it was merged. */
  readonly contactId: string | null;
}

/** Decides anew who the customers are whom these changes concern. */
export function decideAnew(
  setup: LookSetup,
  changes: readonly ContactChange[],
  signal: AbortSignal,
): Promise<void> {
  return setup.traffic.deciding.enter(() => decide(setup, changes, signal));
}

async function decide(
  setup: LookSetup,
  changes: readonly ContactChange[],
  signal: AbortSignal,
): Promise<void> {
  const { store, memory, contacts, mapping, now } = setup;
  const links = await memory.links.concernedBy(store, concerning(changes));
  if (links.length === 0) return;
  const concerned = await meet(setup, links, changes, signal);
  const found = await contacts.find(concerned.flatMap(keysOfConcerned), signal);
  const mayMake = mapping.createContacts;
  const hashes = links.flatMap((link) => link.emailHash ?? []);
  const makers = mayMake ? await memory.links.makers(hashes) : new Map<string, string>();
  const seen = new Set(changes.flatMap(({ key }) => key ?? []));
  const decided = concerned.map((one) => again(one, { found, makers, mayMake, seen }));
  const open = decided.flatMap((one) => (one.again ? one.link.customer : []));
  const pending = decided.flatMap((one) => (one.changed ? one.link.customer : []));
  const all = decided.map(({ link }) => link);
  // First, for whoever is decided by reading them again must not be forgotten.
  const nudges = open.map((key) => ({
    model: 'customer' as const,
    id: key.slice(store.length + 1),
  }));
  await memory.nudges.add(store, nudges, now());
  await memory.links.save(store, all, new Set(pending), now());
  setup.traffic.links.changed(pending);
}

function concerning(changes: readonly ContactChange[]) {
  return {
    contacts: changes.map(({ contactId }) => contactId),
    customers: changes.flatMap(({ key }) => key ?? []),
    emailHashes: changes.flatMap(({ email }) => emailHash(email) ?? []),
  };
}

/** We keep no addresses: they are in the changes, or Salesforce is asked. */
async function meet(
  { contacts }: LookSetup,
  links: readonly CustomerLink[],
  changes: readonly ContactChange[],
  signal: AbortSignal,
): Promise<Concerned[]> {
  const byHash = new Map(changes.map(({ email }) => [emailHash(email), email]));
  const unknown = links.filter((link) => link.emailHash !== null && !byHash.has(link.emailHash));
  const emails = await contacts.emailsOf(
    unknown.map(({ customer }) => customer),
    signal,
  );
  for (const email of emails.values()) byHash.set(emailHash(email), email);
  byHash.set(null, null);
  const merged = new Map(changes.map(({ contactId, masterId }) => [contactId, masterId]));
  return links.map((before) => ({
    before,
    email: byHash.get(before.emailHash),
    contactId: lastMaster(before.contactId, merged),
  }));
}

/** A Contact can be merged into one that is merged into a third. */
function lastMaster(
  contactId: string | null,
  merged: ReadonlyMap<string, string | null>,
): string | null {
  let last = contactId;
  for (let steps = 0; last !== null && steps < merged.size; steps += 1) {
    const master = merged.get(last) ?? null;
    if (master === null) return last;
    last = master;
  }
  return last;
}

function keysOfConcerned({ before, email, contactId }: Concerned): IdentityKey[] {
  const keys = keysOf({ customer: before.customer, email: email ?? null });
  return contactId === null ? keys : [...keys, `id:${contactId}`];
}

interface Given {
  readonly found: Found;
  readonly makers: Map<string, string>;
  readonly mayMake: boolean;
  /** Keys that Contacts carry or carried. */
  readonly seen: ReadonlySet<string>;
}

interface DecidedAnew {
  readonly link: CustomerLink;
  /** Whether their records in Salesforce are to be written. */
  readonly changed: boolean;
  /** Whether only the shop knows enough of them: they are read again. */
  readonly again: boolean;
}

function again({ before, email, contactId }: Concerned, given: Given): DecidedAnew {
  const { found, makers, mayMake, seen } = given;
  const { customer } = before;
  // What is unlike anything we know is decided when the customer is read.
  if (email === undefined) {
    return { link: { ...before, emailHash: null }, changed: false, again: true };
  }
  const alive = (contactId === null ? [] : (found.get(`id:${contactId}`) ?? []))[0] ?? null;
  const former = alive && holds(alive, before) ? alive : null;
  const hadContact = before.hadContact || before.contactId !== null || seen.has(customer);
  const link = answer({ customer, email, before, former, hadContact, mayMake }, found, makers);
  // An Account and a Contact are made from what the shop says.
  if (link.rule === 'made' && before.link.kind !== 'own') {
    return { link: { ...before, rule: 'unknown', link: noLink }, changed: false, again: true };
  }
  const isLost = link.link.kind === 'none' && contactId !== null && alive === null;
  // Salesforce has emptied the look-ups, and fills them again where the Contact comes back.
  if (isLost) {
    const contacts = [...link.contacts, contactId];
    return {
      link: { ...link, contactId, contacts, contactEmailHash: before.contactEmailHash },
      changed: false,
      again: false,
    };
  }
  return { link, changed: !isSame(before.link, link.link), again: false };
}

/** Whether the Contact is still whom it was linked as: it may have lost the address, or never had the customer's. */
function holds(alive: Candidate, { contactId, contactEmailHash }: CustomerLink): boolean {
  if (alive.contactId !== contactId) return true;
  return contactEmailHash !== null && addressOf(alive) === contactEmailHash;
}
