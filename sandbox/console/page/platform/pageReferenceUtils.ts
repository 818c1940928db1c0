/**
 * Stands in for lightning/pageReferenceUtils.
 * https://developer.salesforce.com/docs/platform/lightning-component-reference/guide/lightning-page-reference-utils.html
 */
export function encodeDefaultFieldValues(values: Readonly<Record<string, string>>): string {
  return new URLSearchParams(values).toString();
}

export function decodeDefaultFieldValues(encoded: string): Record<string, string> {
  return Object.fromEntries(new URLSearchParams(encoded));
}
