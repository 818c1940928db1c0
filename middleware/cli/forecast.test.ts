import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { forecast } from './forecast.ts';

const size = {
  customers: 1000,
  orders: 5000,
  ordersWithLines: 2000,
  products: 40,
  linesPerOrder: 2.5,
};

describe('the storage forecast', () => {
  it('counts 2 KB a record: customers, what they are worth, orders, lines', () => {
    const { records, megabytes, detail } = forecast(size, { createContacts: false });
    assert.equal(records, 1000 + 1000 + 5000 + 5000);
    assert.equal(megabytes, Math.ceil((12_000 * 2) / 1024));
    assert.equal(detail, '1,000 customers, 5,000 orders, 5,000 order lines');
  });

  it('adds an account and a contact each where the store makes them', () => {
    assert.equal(forecast(size, { createContacts: true }).records, 3000 + 1000 + 5000 + 5000);
  });

  it('is nothing for a shop without anything', () => {
    const nothing = {
      customers: 0,
      orders: 0,
      ordersWithLines: 0,
      products: 0,
      linesPerOrder: null,
    };
    assert.deepEqual(forecast(nothing, { createContacts: true }).records, 0);
  });
});
