import type { Ref } from './ref.ts';

/** A customer as one store knows them. Registered means that they have an account in the shop. */
export interface Customer {
  readonly ref: Ref;
  /** What a person would call them; never empty: falls back on e-mail, then on the id. */
  readonly name: string;
  readonly firstName: string | null;
  readonly lastName: string | null;
  readonly email: string | null;
  readonly phone: string | null;
  /** ISO 3166-1 alpha-2, or null where the shop does not know. */
  readonly countryCode: string | null;
  readonly registered: boolean;
  /** UTC ISO-8601. */
  readonly createdAt: string;
  readonly updatedAt: string;
}
