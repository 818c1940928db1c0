/**
 * Names one record of one store on one platform: `{ platform: 'shopify', store: 'giftshop', id: '4711' }`.
 * `id` is the platform's own stable id, never a number that a person could change.
 */
export interface Ref {
  readonly platform: string;
  readonly store: string;
  readonly id: string;
}
