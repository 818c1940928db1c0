/** How a Contact in Salesforce can be found. */
export type IdentityKey =
  /** External id of a customer of ours: `shopify:giftshop:4711`, as in `Contact.Commerce_Key__c`. */
  | `key:${string}`
  /** Normalised e-mail address. */
  | `email:${string}`
  /** The Contact's own Salesforce id. */
  | `id:${string}`;

/** A Contact that answers to a key. */
export interface Candidate {
  readonly contactId: string;
  /** null: a private contact, which belongs to no account. */
  readonly accountId: string | null;
  /** Normalised; null: it has none. */
  readonly email: string | null;
  /** What its account carries in `Commerce_Key__c`. */
  readonly accountKey: string | null;
}

/** Where contacts are looked up. The only thing that identity asks of the outside world. */
export interface ContactDirectory {
  /**
   * Every key that was asked for has an entry, an empty one where nobody answers to it. Where many answer, some of them
   * are enough: at least two. Throws Failure.
   */
  find(
    keys: readonly IdentityKey[],
    signal?: AbortSignal,
  ): Promise<ReadonlyMap<IdentityKey, readonly Candidate[]>>;
}
