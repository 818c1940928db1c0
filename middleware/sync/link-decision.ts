import {
  decide,
  emailHash,
  type Candidate,
  type Decision,
  type IdentityKey,
} from '../identity/index.ts';
import type { Link } from '../model/index.ts';
import type { CustomerLink } from '../store/customer-links.ts';

/** What the directory gave. */
export type Found = ReadonlyMap<IdentityKey, readonly Candidate[]>;

export interface Question {
  /** External id. */
  readonly customer: string;
  /** Normalised. */
  readonly email: string | null;
  readonly before: CustomerLink | undefined;
  readonly former: Candidate | null;
  readonly hadContact: boolean;
  readonly mayMake: boolean;
}

export function keysOf({ customer, email }: Pick<Question, 'customer' | 'email'>): IdentityKey[] {
  return [`key:${customer}`, ...(email === null ? [] : ([`email:${email}`] as const))];
}

/** `makers`: by hash of an address, the customer for whom a Contact is made; whoever is next to be made enters it. */
export function answer(
  question: Question,
  found: Found,
  makers: Map<string, string>,
): CustomerLink {
  const { customer, email, before } = question;
  const hash = emailHash(email);
  const maker = hash === null ? undefined : makers.get(hash);
  const byEmail = email === null ? [] : (found.get(`email:${email}`) ?? []);
  const decision = decide({
    ...question,
    ...{ key: customer, byKey: found.get(`key:${customer}`) ?? [], byEmail },
    twin: maker === undefined || maker === customer ? null : maker,
  });
  if (decision.rule === 'made' && hash !== null) makers.set(hash, customer);
  return {
    ...{ customer, link: decision.link, rule: decision.rule, reason: decision.reason },
    contactId: decision.contact?.contactId ?? null,
    accountId: decision.contact?.accountId ?? null,
    ...{ emailHash: hash, contactEmailHash: restsOn(decision, before) },
    contacts: [decision.contact ?? [], byEmail]
      .flat()
      .map(({ contactId }) => contactId)
      .slice(0, mostKept),
    hadContact: question.hadContact || decision.contact !== null,
  };
}

/** Of an address with more Contacts than this, some are enough to notice when it has fewer. */
const mostKept = 20;

/** A link by key does not rest on an address; one that is kept rests on what it always did. */
function restsOn({ rule, contact }: Decision, before: CustomerLink | undefined): string | null {
  if (rule === 'key' || !contact) return null;
  if (rule === 'kept' && before?.contactId === contact.contactId) return before.contactEmailHash;
  return addressOf(contact);
}

/** Having no address is something to rest on, too: it must not change. */
export function addressOf({ email }: Candidate): string | null {
  return emailHash(email ?? '');
}

/** Whether two links put the same into Salesforce. */
export function isSame(a: Link, b: Link): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
