import type { PageReference } from 'lightning/navigation';
import { encodeDefaultFieldValues } from 'lightning/pageReferenceUtils';
import FOLLOW_UP_SUBJECT from '@salesforce/label/c.Orderlens_Follow_Up_Subject';
import type { CartRow } from 'c/commerceCartData';
import { fill, money } from 'c/commerceFormat';

/**
 * The platform's own page for a new task about a cart. The recovery link stays out of it: it opens the customer's cart
 * for whoever has it, and more people read a task than should.
 * https://developer.salesforce.com/docs/platform/lwc/guide/use-navigate-add-params-url.html
 */
export function followUpTask(
  cart: CartRow,
  recordId: string | null,
  object: string | null,
): PageReference {
  const { total, currency, number, summary, contactId } = cart;
  const what = total === null ? number : money(total, currency, true);
  const person = object === 'Contact' ? recordId : contactId;
  const matter = object === 'Contact' ? null : recordId;
  return {
    type: 'standard__objectPage',
    attributes: { objectApiName: 'Task', actionName: 'new' },
    state: {
      defaultFieldValues: encodeDefaultFieldValues({
        Subject: fill(FOLLOW_UP_SUBJECT, what),
        ...(person === null ? {} : { WhoId: person }),
        ...(matter === null ? {} : { WhatId: matter }),
        ...(summary === null ? {} : { Description: summary }),
      }),
    },
  };
}
