/**
 * Who a customer of a shop is in Salesforce.
 * - `own`: the Contact and Account that carry the customer's key; the middleware makes them.
 * - `contact`: somebody who was there already, by Salesforce id.
 * - `none`: nobody; the look-ups are left alone.
 */
export type Link =
  | { readonly kind: 'own' }
  | { readonly kind: 'contact'; readonly contactId: string; readonly accountId: string | null }
  | { readonly kind: 'none' };
