/** Modules that the platform provides to a component at run time and for which no typings are published. */

declare module '@salesforce/label/c.*' {
  const label: string;
  export default label;
}

declare module '@salesforce/i18n/locale' {
  /** BCP 47: `en-GB`. */
  const locale: string;
  export default locale;
}

declare module '@salesforce/i18n/timeZone' {
  /** IANA: `Europe/London`. */
  const timeZone: string;
  export default timeZone;
}

declare module '@salesforce/i18n/currency' {
  const currency: string;
  export default currency;
}

declare module '@salesforce/schema/*' {
  const reference: { readonly objectApiName: string; readonly fieldApiName?: string };
  export default reference;
}
