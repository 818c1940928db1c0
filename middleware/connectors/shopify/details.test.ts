import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { failure } from './fixtures/expect.ts';
import { open, readAll } from './fixtures/open.ts';
import { gid, line, order, refund, shipment, type Wire } from './fixtures/records.ts';
import { answer, shopForEach } from './fixtures/shop-server.ts';

const range = (count: number) => Array.from({ length: count }, (_, index) => index + 1);
const since = '{"kind":"delta","updatedAt":"2011-01-01T00:00:00.000Z"}';
const ways: [string, string | null][] = [
  ['in bulk', null],
  ['as a change', since],
];

/** An order with one shipment and one refund. */
const full = (id: number, change: Wire = {}) =>
  order(id, 1, {
    fulfillments: [shipment(id * 100, id)],
    refunds: [refund(id * 100 + 1, id)],
    ...change,
  });

describe('shipments and refunds', () => {
  const shop = shopForEach();

  const detailCalls = () =>
    shop.calls
      .filter(({ document }) => document.includes('OrderDetails'))
      .map(({ variables }) => variables['ids'] as string[]);

  for (const [how, cursor] of ways) {
    describe(how, () => {
      it('come whole, at their own orders', async () => {
        shop.records['orders'] = [full(1), order(2, 1), full(3)];
        const { records, rejected } = await readAll(open(shop.url), 'order', cursor);
        assert.deepEqual(rejected, []);
        assert.deepEqual(
          records.map(({ ref, shipments, refunds }) => [
            ref.id,
            shipments.map((one) => [one.ref.id, one.lines[0]?.orderLine.id]),
            refunds.map((one) => [one.ref.id, one.lines[0]?.orderLine?.id]),
          ]),
          [
            ['1', [['100', '1000']], [['101', '1000']]],
            ['2', [], []],
            ['3', [['300', '3000']], [['301', '3000']]],
          ],
        );
      });

      it('with more lines than a page holds are completed', async () => {
        const lineItem = { id: gid('LineItem', 1000), sku: null, name: 'Candle' };
        const lines = (type: string, count: number, more: Wire = {}) =>
          range(count).map((n) => ({ id: gid(type, n), quantity: 1, lineItem, ...more }));
        const { subtotalSet } = (refund(1, 1)['refundLineItems'] as Wire[])[0] ?? {};
        shop.records['orders'] = [
          order(1, 1, {
            fulfillments: [
              shipment(1, 1, { fulfillmentLineItems: lines('FulfillmentLineItem', 605) }),
            ],
            refunds: [
              refund(2, 1, { refundLineItems: lines('RefundLineItem', 26, { subtotalSet }) }),
            ],
          }),
        ];
        const [read] = (await readAll(open(shop.url), 'order', cursor)).records;
        const ids = read?.shipments[0]?.lines.map(({ ref }) => ref.id) ?? [];
        assert.equal(new Set(ids).size, 605);
        assert.equal(read?.refunds[0]?.lines.length, 26);
      });

      it('one that cannot be understood rejects its order, and no other', async () => {
        shop.records['orders'] = [full(1), full(2), full(3)];
        const [bad] = shop.records['orders'][1]?.['fulfillments'] as Wire[];
        Object.assign(bad ?? {}, { displayStatus: 'TELEPORTED' });
        const { ids, rejected } = await readAll(open(shop.url), 'order', cursor);
        assert.deepEqual(ids, ['1', '3']);
        assert.match(
          rejected[0]?.reason ?? '',
          /store "giftshop".*order 2 \(#1002\): fulfillments\.0\.displayStatus.*TELEPORTED/,
        );
        assert.match(JSON.stringify(rejected[0]?.raw), /TELEPORTED/);
      });

      it('an error about one rejects its order, and no other', async () => {
        shop.records['orders'] = [full(1), full(2), full(3)];
        shop.faults.graphql = ({ document, variables }, response) => {
          if (!document.includes('OrderDetails')) return;
          const ids = variables['ids'] as string[];
          const all = (shop.records['orders'] ?? []).flatMap((one) => [
            ...(one['fulfillments'] as Wire[]),
            ...(one['refunds'] as Wire[]),
          ]);
          const nodes = ids.map((id) => {
            const node = { ...all.find((one) => one['id'] === id) };
            const pageInfo = { hasNextPage: false, endCursor: null };
            for (const field of ['fulfillmentLineItems', 'refundLineItems'])
              if (field in node) node[field] = { nodes: node[field], pageInfo };
            return id === gid('Refund', 201) ? null : node;
          });
          const path = ['nodes', ids.indexOf(gid('Refund', 201))];
          return answer(response, { data: { nodes }, errors: [{ message: 'boom', path }] });
        };
        const { ids, rejected } = await readAll(open(shop.url), 'order', cursor);
        assert.deepEqual(ids, ['1', '3']);
        assert.match(rejected[0]?.reason ?? '', /order 2 .*refunds: gid.*Refund\/201.*boom/);
      });

      it('one that is gone: its order is read again', async () => {
        shop.records['orders'] = [full(1), full(2)];
        shop.faults.graphql = ({ document }) => {
          if (document.includes('OrderDetails'))
            shop.records['orders'] = [full(1, { refunds: [] }), full(2)];
        };
        const { records, rejected } = await readAll(open(shop.url), 'order', cursor);
        assert.deepEqual(rejected, []);
        assert.deepEqual(
          records.map(({ shipments, refunds }) => [shipments.length, refunds.length]),
          [
            [1, 0],
            [1, 1],
          ],
        );
      });

      it('an order that is gone with them is said to be gone', async () => {
        shop.records['orders'] = [full(1), full(2)];
        shop.faults.graphql = ({ document }) => {
          if (document.includes('OrderDetails')) shop.records['orders'] = [full(2)];
        };
        const { ids, gone, rejected } = await readAll(open(shop.url), 'order', cursor);
        assert.deepEqual([ids, gone, rejected], [['2'], ['1'], []]);
      });

      it('one that is listed but never there rejects its order', async () => {
        shop.records['orders'] = [full(1), full(2)];
        shop.faults.graphql = ({ document, variables }, response) => {
          const ids = variables['ids'];
          if (!document.includes('OrderDetails') || !Array.isArray(ids)) return;
          return answer(response, { data: { nodes: ids.map(() => null) } });
        };
        const { ids, rejected } = await readAll(open(shop.url), 'order', cursor);
        assert.deepEqual(ids, []);
        assert.equal(rejected.length, 2);
        assert.match(rejected[0]?.reason ?? '', /order 1 .*is not there any more/);
      });

      it('all of 60 come, of 250 it is said that there may be more', async () => {
        const refunds = (count: number) => range(count).map((n) => refund(1000 + n, 1));
        shop.records['orders'] = [order(1, 1, { refunds: refunds(60) })];
        const [read] = (await readAll(open(shop.url), 'order', cursor)).records;
        assert.equal(read?.refunds.length, 60);
        shop.records['orders'] = [order(1, 1, { refunds: refunds(260) })];
        const { ids, rejected } = await readAll(open(shop.url), 'order', cursor);
        assert.deepEqual(ids, []);
        assert.match(rejected[0]?.reason ?? '', /refunds: has 250 entries or more/);
      });
    });
  }

  it('are asked for by at most 50 a call, and not at all where there are none', async () => {
    shop.records['orders'] = range(100).map((id) => (id % 2 ? full(id) : order(id, 1)));
    const { ids } = await readAll(open(shop.url), 'order');
    assert.deepEqual(ids, range(100).map(String));
    assert.deepEqual(
      detailCalls().map(({ length }) => length),
      [50, 50],
    );
    shop.calls.length = 0;
    shop.records['orders'] = range(100).map((id) => order(id, 1));
    await readAll(open(shop.url), 'order');
    assert.deepEqual(detailCalls(), []);
  });

  it('are fetched while the next page is read, and no further', async () => {
    const heavy = (id: number) =>
      full(id, { lineItems: range(10_000).map((n) => line(id * 100_000 + n)) });
    shop.records['orders'] = range(4).map(heavy);
    let [asked, most, taken] = [0, 0, 0];
    shop.faults.graphql = ({ document }) => {
      if (!document.includes('OrderDetails')) return;
      asked += 1;
      most = Math.max(most, asked - taken);
    };
    for await (const page of open(shop.url).read.order?.(null) ?? []) {
      assert.equal(page.records.length, 1);
      await new Promise((done) => setTimeout(done, 20));
      taken += 1;
    }
    assert.equal(taken, 5 - 1);
    assert.ok(most <= 2, `${most} pages ahead`);
  });

  it('that the shop does not give end the read: the page is not passed over', async () => {
    shop.records['orders'] = range(600).map((id) => full(id));
    shop.faults.graphql = ({ document }, response) =>
      document.includes('OrderDetails') && response.writeHead(403).end();
    const pages: unknown[] = [];
    const reading = async () => {
      for await (const page of open(shop.url).read.order?.(null) ?? []) pages.push(page);
    };
    await assert.rejects(reading(), failure('auth', /does not let this app in/));
    assert.deepEqual(pages, []);
  });
});
