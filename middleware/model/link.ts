/**
 * Who a customer of a shop is in Salesforce.
 * - `own`: the Contact and Account that carry this key, the external id of a customer; the middleware makes them. Two
 *   customers with one e-mail address share those of the first.
 * - `contact`: somebody who was there already, by Salesforce id. Without an account: a private contact.
 * - `none`: nobody; the look-ups are left alone.
 */
export type Link =
  | { readonly kind: 'own'; readonly key: string }
  | { readonly kind: 'contact'; readonly contactId: string; readonly accountId: string | null }
  | { readonly kind: 'none' };

export const noLink: Link = { kind: 'none' };
