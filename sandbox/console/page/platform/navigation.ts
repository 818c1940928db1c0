import { decodeDefaultFieldValues } from './pageReferenceUtils';
import { ShowToastEvent } from './platformShowToastEvent';

/**
 * Stands in for lightning/navigation: opens the record pages that the console draws, and says what Salesforce would
 * open of the others.
 * https://developer.salesforce.com/docs/platform/lwc/guide/use-navigate-basic.html
 */
interface PageReference {
  readonly type: string;
  readonly attributes: {
    readonly recordId?: string;
    readonly objectApiName?: string;
    readonly actionName?: string;
  };
  readonly state?: { readonly defaultFieldValues?: string };
}

const Navigate = Symbol('Navigate');
const GenerateUrl = Symbol('GenerateUrl');

export const navigated = 'console:navigated';

const drawn = ['Account', 'Contact', 'Case'];

export function urlOf({ attributes }: PageReference): string {
  const { objectApiName = 'Account', recordId, actionName } = attributes;
  if (recordId) return `/lightning/r/${objectApiName}/${recordId}/view`;
  return `/lightning/o/${objectApiName}/${actionName ?? 'list'}`;
}

export function go(url: string): void {
  history.pushState(null, '', url);
  window.dispatchEvent(new CustomEvent(navigated));
}

/** Goes where a link of this page leads, unless the person wants it in a window of its own. */
export function follow(event: MouseEvent): void {
  if (event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  go((event.currentTarget as HTMLAnchorElement).getAttribute('href') ?? '/');
}

/** What would open in an org, with what it would be filled with. */
function tell({ attributes, state }: PageReference): void {
  const { objectApiName = 'record', actionName } = attributes;
  const values = Object.entries(decodeDefaultFieldValues(state?.defaultFieldValues ?? ''));
  const title =
    actionName === 'new'
      ? `Salesforce opens a new ${objectApiName} here, for you to save`
      : `Salesforce opens this ${objectApiName} here`;
  const message = values.map(([field, value]) => `${field}: ${value}`).join(' · ');
  window.dispatchEvent(new ShowToastEvent({ title, message, variant: 'info' }));
}

// eslint-disable-next-line @typescript-eslint/no-explicit-any -- TypeScript asks for it of what a mixin extends
type Constructor = new (...args: any[]) => object;

function mixin<Base extends Constructor>(base: Base) {
  return class extends base {
    [Navigate](page: PageReference): void {
      const { objectApiName = 'Account', actionName } = page.attributes;
      if (actionName !== 'new' && drawn.includes(objectApiName)) go(urlOf(page));
      else tell(page);
    }

    [GenerateUrl](page: PageReference): Promise<string> {
      return Promise.resolve(urlOf(page));
    }
  };
}

export const NavigationMixin = Object.assign(mixin, { Navigate, GenerateUrl });
