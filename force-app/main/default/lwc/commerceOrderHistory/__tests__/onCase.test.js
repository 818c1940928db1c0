import { graphql } from 'lightning/graphql';
import { setup } from '@sa11y/jest';
import { ofOrders, order, orders, settled, panel, message, whereAsked, caseRecord } from './testing';
import { inside } from '../../commercePanelFrame/__tests__/inside';

beforeAll(setup);
afterEach(() => document.body.replaceChildren());

describe('c-commerce-order-history: on a case', () => {
  const onCase = () => panel('500000000000001AAA', { objectApiName: 'Case' });
  const field = (value) => ({ value });

  it("shows the contact's orders", async () => {
    const element = await onCase();
    caseRecord.emit({ fields: { ContactId: field('003X'), AccountId: field('001X') } });
    await settled();
    expect(whereAsked()).toEqual([
      { Contact__c: { eq: '003X' } },
    ]);
    expect(inside(element, '.instead')).toBeNull();
  });

  it("shows the account's where there is no contact, and says so", async () => {
    const element = await onCase();
    caseRecord.emit({ fields: { ContactId: field(null), AccountId: field('001X') } });
    await settled();
    graphql.emit(orders([order(1)]), ofOrders);
    await settled();
    expect(whereAsked()).toEqual([
      { Account__c: { eq: '001X' } },
    ]);
    expect(inside(element, '.instead').textContent).toBe(
      'c.Orderlens_Orders_Instead',
    );
    await expect(element).toBeAccessible();
  });

  it('says that it names nobody', async () => {
    const element = await onCase();
    caseRecord.emit({ fields: {} });
    await settled();
    expect(message(element).message).toBe('c.Orderlens_Case_Nobody');
    expect(inside(element, '.skeleton')).toBeNull();
  });

  it('says that it could not be read', async () => {
    const element = await onCase();
    caseRecord.error({ message: 'Gone' });
    await settled();
    expect(message(element)).toMatchObject({ kind: 'error', detail: 'Gone', retryable: false });
  });
});
