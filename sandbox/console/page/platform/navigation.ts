/**
 * Stands in for lightning/navigation: record pages only.
 * https://developer.salesforce.com/docs/platform/lwc/guide/use-navigate-basic.html
 */
interface PageReference {
  readonly type: string;
  readonly attributes: { readonly recordId?: string; readonly objectApiName?: string };
}

const Navigate = Symbol('Navigate');
const GenerateUrl = Symbol('GenerateUrl');

export const navigated = 'console:navigated';

export function urlOf({ attributes }: PageReference): string {
  const { objectApiName = 'Account', recordId } = attributes;
  return recordId ? `/lightning/r/${objectApiName}/${recordId}/view` : '/';
}

export function go(url: string): void {
  history.pushState(null, '', url);
  window.dispatchEvent(new CustomEvent(navigated));
}

// TypeScript asks for `any[]` of what a mixin extends.
// eslint-disable-next-line @typescript-eslint/no-explicit-any
type Constructor = new (...args: any[]) => object;

function mixin<Base extends Constructor>(base: Base) {
  return class extends base {
    [Navigate](page: PageReference): void {
      go(urlOf(page));
    }

    [GenerateUrl](page: PageReference): Promise<string> {
      return Promise.resolve(urlOf(page));
    }
  };
}

export const NavigationMixin = Object.assign(mixin, { Navigate, GenerateUrl });
