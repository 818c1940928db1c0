/** An amount in the currency's major unit as a plain decimal (`"-12.5"`, never `"1e3"`), with its ISO 4217 code. */
export interface Money {
  readonly amount: string;
  readonly currency: string;
}
