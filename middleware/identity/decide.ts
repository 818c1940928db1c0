import { noLink, type Link } from '../model/index.ts';
import type { Candidate } from './directory.ts';

/** All that is known about who a customer is. */
export interface Evidence {
  /** External id of the customer. */
  readonly key: string;
  /** Normalised. */
  readonly email: string | null;
  readonly byKey: readonly Candidate[];
  readonly byEmail: readonly Candidate[];
  /** The Contact they were linked to, where nothing speaks against it but that it has another address. */
  readonly former: Candidate | null;
  /** Whether a Contact was made for them, or linked to them, once. */
  readonly hadContact: boolean;
  /** Key of another customer with the same address, for whom an Account and a Contact are made. */
  readonly twin: string | null;
  /** Whether the store asks for Accounts and Contacts. */
  readonly mayMake: boolean;
}

/**
 * - `key`: a Contact carries the customer's key.
 * - `email`: one Contact alone has the address.
 * - `kept`: nothing newer than the link there was.
 * - `ambiguous`: several Contacts have the address.
 * - `gone`: there was a Contact once, which somebody deleted.
 * - `shared`: another customer with the address has got a Contact, and they share it.
 * - `made`: an Account and a Contact of their own.
 * - `unknown`: nobody.
 */
export type Rule = 'key' | 'email' | 'kept' | 'ambiguous' | 'gone' | 'shared' | 'made' | 'unknown';

export interface Decision {
  readonly link: Link;
  readonly rule: Rule;
  /** In plain words, without personal data. */
  readonly reason: string;
  /** The Contact it is about, where it is known. */
  readonly contact: Candidate | null;
}

/** Who the customer is. The first rule that applies decides; where it is not clear, nobody is linked and nobody made. */
export function decide(evidence: Evidence): Decision {
  return byKey(evidence) ?? byEmail(evidence) ?? byHistory(evidence) ?? byMaking(evidence);
}

function byKey({ key, byKey: [found], mayMake }: Evidence): Decision | null {
  if (!found) return null;
  if (!mayMake) return linked(found, 'key', 'A Contact carries the key of this customer.');
  if (found.accountKey === key) {
    const reason = 'A Contact and its Account carry the key of this customer.';
    return { link: { kind: 'own', key }, rule: 'key', reason, contact: found };
  }
  const reason =
    'A Contact carries the key of this customer, but its Account is another one by now: neither is written to.';
  return linked(found, 'key', reason);
}

function byEmail({ byEmail: found, former }: Evidence): Decision | null {
  const [only] = found;
  if (!only) return null;
  if (found.length === 1) return linked(only, 'email', 'One Contact has the e-mail address.');
  const there = found.find(({ contactId }) => contactId === former?.contactId) ?? former;
  if (there) {
    return linked(
      there,
      'kept',
      'Several Contacts have the e-mail address; the link there was stays.',
    );
  }
  const reason = `Several Contacts (${found.length} or more) have the e-mail address: merge them, or write the customer's key into the right one.`;
  return { link: noLink, rule: 'ambiguous', reason, contact: null };
}

function byHistory({ former, hadContact }: Evidence): Decision | null {
  if (former)
    return linked(former, 'kept', 'No Contact has the e-mail address; the link there was stays.');
  if (!hadContact) return null;
  const reason = 'This customer had a Contact, and it is there no more: no other is made.';
  return { link: noLink, rule: 'gone', reason, contact: null };
}

function byMaking({ key, email, twin, mayMake }: Evidence): Decision {
  if (!mayMake) {
    const reason =
      email === null
        ? 'The customer has no e-mail address, and no Contact carries their key.'
        : 'No Contact has the e-mail address.';
    return { link: noLink, rule: 'unknown', reason, contact: null };
  }
  if (twin !== null) {
    const reason = 'A Contact is made for another customer with the same e-mail address.';
    return { link: { kind: 'own', key: twin }, rule: 'shared', reason, contact: null };
  }
  const reason = 'Nobody is like this customer: an Account and a Contact are made.';
  return { link: { kind: 'own', key }, rule: 'made', reason, contact: null };
}

function linked(contact: Candidate, rule: Rule, reason: string): Decision {
  const { contactId, accountId } = contact;
  return { link: { kind: 'contact', contactId, accountId }, rule, reason, contact };
}
