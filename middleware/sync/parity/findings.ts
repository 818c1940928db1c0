import type { CountedModel } from '../../model/index.ts';

/**
 * - `missing`: the shop has it, Salesforce does not.
 * - `differs`: both have it, and not the same.
 * - `gone`: the shop no longer has it, Salesforce does not say so.
 * - `duplicate`: a second record in Salesforce of what is there already.
 * - `foreign`: Salesforce has it for this store, the shop never had it.
 * - `unreadable`: the shop has it, and it cannot be understood.
 */
export type FindingKind = 'missing' | 'differs' | 'gone' | 'duplicate' | 'foreign' | 'unreadable';

/** One record that is not the same on both sides. */
export interface Finding {
  readonly kind: FindingKind;
  readonly model: CountedModel;
  /** External id; where a record of Salesforce has none of ours, its Salesforce id. */
  readonly key: string;
  /** The order's number. */
  readonly number: string | null;
  /** `YYYY-MM-DD`, in the shop where it has it; '' where nobody knows. */
  readonly day: string;
  /** What is not the same, a clause each: `total: 40 GBP in the shop, 41 GBP in Salesforce`. */
  readonly what: readonly string[];
  /** Why, as far as it is known, as a sentence. */
  readonly why: string;
  /** When the record of Salesforce was last changed, by anybody. */
  readonly changedAt: string | null;
  /** It is to be read again anyway. */
  readonly inFlight: boolean;
  /** Records of Salesforce that are to be marked as not in the shop. */
  readonly surplus: readonly Surplus[];
}

export interface Surplus {
  readonly object: string;
  /** Salesforce's. */
  readonly id: string;
}
