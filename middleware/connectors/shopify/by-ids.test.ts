import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { failure } from './fixtures/expect.ts';
import { open, rereadAll } from './fixtures/open.ts';
import { customer, gid, order, refund, shipment } from './fixtures/records.ts';
import { answer, startFixtureShop, shopForEach } from './fixtures/shop-server.ts';

const range = (count: number) => Array.from({ length: count }, (_, index) => index + 1);

describe('reading again by ids', () => {
  const shop = shopForEach();
  const asked = () =>
    shop.calls
      .filter(({ document }) => document.includes('Nodes('))
      .map(({ variables }) => (variables['ids'] as string[]).length);

  it('gives an order whole: all lines, shipments and refunds', async () => {
    shop.records['orders'] = [
      order(1, 705, {
        fulfillments: range(60).map((n) => shipment(100 + n, 1)),
        refunds: [refund(1, 1)],
      }),
    ];
    const [read] = (await rereadAll(open(shop.url), 'order', ['1'])).records;
    assert.deepEqual(
      [read?.lines.length, read?.shipments.length, read?.refunds.length],
      [705, 60, 1],
    );
  });

  it('asks for no more at once than the shop affords, and for none that is no id', async () => {
    shop.records['orders'] = range(60).map((id) => order(id));
    const ids = ['', 'gid://shopify/Order/1', '1 OR 1', '9'.repeat(21), ...range(60).map(String)];
    const { ids: found, gone, pages } = await rereadAll(open(shop.url), 'order', ids);
    assert.deepEqual(found, range(60).map(String));
    assert.deepEqual(asked(), [21, 25, 14]);
    assert.equal(gone.length, 4);
    assert.equal(pages.length, 3);
  });

  it('does not ask where nothing is an id', async () => {
    const { gone, pages } = await rereadAll(open(shop.url), 'customer', ['x', '']);
    assert.deepEqual([gone, pages.length, asked()], [['x', ''], 1, []]);
  });

  it('says of a customer who was merged away or deleted that they are gone', async () => {
    shop.records['customers'] = [customer(1)];
    const { ids, gone } = await rereadAll(open(shop.url), 'customer', ['1', '2']);
    assert.deepEqual([ids, gone], [['1'], ['2']]);
  });

  it('does not call an order gone that the app may only not be shown', async () => {
    const { scopes } = shop;
    shop.scopes = scopes.filter((scope) => scope !== 'read_all_orders');
    shop.records['orders'] = [order(1)];
    const source = open(shop.url);
    const { ids, gone, rejected } = await rereadAll(source, 'order', ['1', '2']);
    assert.deepEqual([ids, gone, rejected.map(({ id }) => id)], [['1'], [], ['2']]);
    assert.match(rejected[0]?.reason ?? '', /order 2: is not to be seen.*60 days.*read_all_orders/);
    shop.records['customers'] = [];
    assert.deepEqual((await rereadAll(source, 'customer', ['5'])).gone, ['5']);
    shop.scopes = scopes;
  });

  it('rejects the one that the shop has an error about, and no other', async () => {
    shop.records['customers'] = range(3).map((id) => customer(id));
    shop.faults.graphql = ({ document }, response) => {
      if (!document.includes('CustomerNodes')) return;
      const nodes = [customer(1), null, customer(3)];
      const errors = [{ message: 'boom', path: ['nodes', 1, 'state'] }];
      return answer(response, { data: { nodes }, errors });
    };
    const { ids, gone, rejected } = await rereadAll(open(shop.url), 'customer', ['1', '2', '3']);
    assert.deepEqual([ids, gone], [['1', '3'], []]);
    assert.deepEqual(
      rejected.map(({ id }) => id),
      ['2'],
    );
    assert.match(rejected[0]?.reason ?? '', /state: boom/);
  });

  it('fails as a whole where the shop does not answer', async () => {
    shop.faults.graphql = (_call, response) => response.writeHead(403).end();
    await assert.rejects(
      rereadAll(open(shop.url), 'customer', ['1']),
      failure('auth', /let this app/),
    );
  });
});

describe('how much there is', () => {
  it('is counted, and lines to the last', async () => {
    const shop = await startFixtureShop({
      customers: [customer(1)],
      orders: [order(1, 705), order(2, 3), order(3, 0)],
    });
    try {
      assert.deepEqual(await open(shop.url).size?.({}), {
        customers: 1,
        orders: 3,
        ordersWithLines: 3,
        products: 0,
        linesPerOrder: 236,
      });
      shop.records['orders'] = [];
      assert.equal((await open(shop.url).size?.({}))?.linesPerOrder, null);
      assert.ok(!shop.calls.some(({ variables }) => variables['id'] === gid('Order', 2)));
    } finally {
      await shop.close();
    }
  });
});
