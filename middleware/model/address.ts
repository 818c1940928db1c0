export interface Address {
  readonly name: string | null;
  readonly street: string | null;
  readonly city: string | null;
  readonly region: string | null;
  readonly postalCode: string | null;
  /** ISO 3166-1 alpha-2, or null where the shop does not know. */
  readonly countryCode: string | null;
}
