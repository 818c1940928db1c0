/** https://developer.salesforce.com/docs/platform/lwc/guide/use-toast.html */
export const ShowToastEventName = 'lightning__showtoast';

export class ShowToastEvent extends CustomEvent<unknown> {
  constructor(detail: unknown) {
    super(ShowToastEventName, { bubbles: true, composed: true, cancelable: true, detail });
  }
}
