import assert from 'node:assert/strict';
import { beforeEach, describe, it } from 'node:test';
import type { Failure, FailureKind } from '../../common/errors.ts';
import { failure } from './fixtures/expect.ts';
import { open, readAll, testIo, type TestIo } from './fixtures/open.ts';
import { customer, order } from './fixtures/records.ts';
import { answer, shopForEach } from './fixtures/shop-server.ts';

const throttle = (currentlyAvailable: number) => ({
  requestedQueryCost: 400,
  actualQueryCost: null,
  throttleStatus: { maximumAvailable: 1000, currentlyAvailable, restoreRate: 100 },
});

const deltaSince = '{"kind":"delta","updatedAt":"2011-01-01T00:00:00.000Z"}';

describe('Shopify in trouble', () => {
  const shop = shopForEach();
  let io: TestIo;
  beforeEach(() => {
    shop.records['customers'] = Array.from({ length: 600 }, (_, n) => customer(n + 1));
    shop.records['orders'] = [1, 2, 3].map((id) => order(id, 2));
    io = testIo();
  });

  /** The first so many calls go wrong. */
  function failFirst(times: number, status: number, headers: Record<string, string> = {}): void {
    let asked = 0;
    shop.faults.graphql = (_call, response) =>
      ++asked <= times && response.writeHead(status, headers).end('<html>sorry</html>');
  }

  describe('refuses', () => {
    const cases: [number, FailureKind, RegExp, RegExp][] = [
      [401, 'auth', /refused the access token: HTTP 401/, /new access token/],
      [403, 'auth', /does not let this app in/, /installed/],
      [402, 'config', /frozen/, /owner settles the bill/],
      [404, 'config', /not found/, /domain and the API version/],
      [423, 'config', /locked/, /support/],
      [301, 'config', /another address/, /permanent domain/],
    ];
    for (const [status, kind, message, action] of cases) {
      it(`HTTP ${status}: once is enough`, async () => {
        failFirst(99, status);
        await assert.rejects(open(shop.url, io).check(), failure(kind, message, action));
        assert.equal(shop.calls.length, 1);
      });
    }

    it('a token that is wrong', async () => {
      const source = open(shop.url, io, 'shpat_wrong');
      await assert.rejects(readAll(source, 'order'), failure('auth', /refused the access token/));
    });

    it('a scope, in the midst of the data', async () => {
      shop.faults.graphql = (_call, response) =>
        answer(response, {
          data: null,
          errors: [
            {
              message: 'Access denied for customers field.',
              path: ['customers'],
              extensions: { code: 'ACCESS_DENIED' },
            },
          ],
        });
      const reading = readAll(open(shop.url, io), 'customer', deltaSince);
      await assert.rejects(reading, failure('auth', /Access denied for customers/, /scope/));
    });
  });

  describe('passes', () => {
    for (const status of [429, 500, 502, 503]) {
      it(`HTTP ${status}: tried again`, async () => {
        failFirst(2, status);
        assert.equal((await readAll(open(shop.url, io), 'customer')).ids.length, 600);
      });
    }

    it('waits as long as Retry-After says', async () => {
      failFirst(1, 429, { 'retry-after': '7.5' });
      await open(shop.url, io).check();
      assert.deepEqual(io.slept, [7500]);
    });

    it('gives its turn away where that is long', async () => {
      failFirst(1, 503, { 'retry-after': '3600' });
      await assert.rejects(open(shop.url, io).check(), (error) => {
        assert.equal((error as Failure).retryAfterMs, 3_600_000);
        return failure('unavailable', /HTTP 503/)(error);
      });
    });

    it('gives up after six tries', async () => {
      failFirst(99, 500);
      await assert.rejects(open(shop.url, io).check(), failure('unavailable', /HTTP 500/));
      assert.equal(shop.calls.length, 6);
    });

    it('a connection that is reset', async () => {
      let asked = 0;
      shop.faults.graphql = (_call, response) => ++asked <= 2 && response.destroy();
      assert.equal((await readAll(open(shop.url, io), 'customer')).ids.length, 600);
      shop.faults.graphql = (_call, response) => response.destroy();
      await assert.rejects(open(shop.url, io).check(), failure('unavailable', /connection failed/));
    });

    it('a shop that does not answer in time', async () => {
      const slow = { ...io, fetch: () => Promise.reject(new DOMException('', 'TimeoutError')) };
      const checking = open(shop.url, slow).check();
      await assert.rejects(checking, failure('unavailable', /did not answer in time/));
    });

    it('an answer that is no GraphQL', async () => {
      failFirst(1, 200, { 'content-type': 'text/html' });
      assert.equal((await open(shop.url, io).check()).name, 'Gift shop');
      failFirst(99, 200, { 'content-type': 'text/html' });
      const checking = open(shop.url, io).check();
      await assert.rejects(checking, failure('unavailable', /no GraphQL \(text\/html\)/));
    });

    it('throttling: waits until the query can be afforded', async () => {
      let asked = 0;
      shop.faults.graphql = (_call, response) =>
        ++asked === 1 &&
        answer(response, {
          errors: [{ message: 'Throttled', extensions: { code: 'THROTTLED' } }],
          extensions: { cost: throttle(150) },
        });
      await open(shop.url, io).check();
      assert.deepEqual(io.slept[0], 2500);
    });

    it('an empty bucket: waits before it is told to', async () => {
      shop.faults.graphql = ({ document }, response) => {
        if (!document.includes('CustomerPage')) return;
        const pageInfo = { hasNextPage: shop.calls.length < 3, endCursor: 'x' };
        const data = { customers: { nodes: [], pageInfo } };
        return answer(response, { data, extensions: { cost: throttle(100) } });
      };
      await readAll(open(shop.url, io), 'customer', deltaSince);
      assert.equal(io.slept.length, 2);
      assert.ok(io.slept.every((ms) => ms > 2000 && ms <= 3000));
    });

    it('an empty bucket and several calls: each waits for its own points', async () => {
      shop.faults.graphql = ({ variables }, response) => {
        if (variables['after'] !== null) return;
        const pageInfo = { hasNextPage: false, endCursor: null };
        const data = { customers: { nodes: [], pageInfo } };
        return answer(response, { data, extensions: { cost: throttle(0) } });
      };
      const source = open(shop.url, io);
      await readAll(source, 'customer', deltaSince);
      await Promise.all([1, 2, 3].map(() => readAll(source, 'customer', deltaSince)));
      assert.deepEqual(
        io.slept.map((ms) => Math.round(ms / 1000)),
        [4, 4, 4],
        'each begins where the clock stands after the one before',
      );
    });
  });

  describe('answers with errors beside data', () => {
    const broken = (code: string) => (times: number) => {
      let asked = 0;
      shop.faults.graphql = ({ document }, response) => {
        if (!document.includes('OrderPage') || ++asked > times) return;
        const nodes = (shop.records['orders'] ?? []).map(({ lineItems, ...root }, index) => ({
          ...root,
          ...(index === 1 && { customer: null }),
          lineItems: { nodes: lineItems, pageInfo: { hasNextPage: false } },
        }));
        const pageInfo = { hasNextPage: false, endCursor: null };
        const path = ['orders', 'nodes', 1, 'customer'];
        const errors = [{ message: 'boom', path, extensions: { code } }];
        return answer(response, { data: { orders: { nodes, pageInfo } }, errors });
      };
    };

    it('rejects the record that the error is about, and no other', async () => {
      for (const code of ['INTERNAL_SERVER_ERROR', 'SOMETHING_ELSE']) {
        broken(code)(99);
        const { ids, rejected } = await readAll(open(shop.url, io), 'order', deltaSince);
        assert.deepEqual(ids, ['1', '3']);
        assert.equal(rejected[0]?.id, '2');
        assert.match(rejected[0].reason, /store "giftshop".*order 2 \(#1002\): customer: boom/);
      }
    });

    it('first tries again where that can help', async () => {
      broken('INTERNAL_SERVER_ERROR')(2);
      const { ids, rejected } = await readAll(open(shop.url, io), 'order', deltaSince);
      assert.deepEqual([ids, rejected], [['1', '2', '3'], []]);
    });

    it('fails where the error is about the whole', async () => {
      shop.faults.graphql = (_call, response) =>
        answer(response, { data: { shop: null }, errors: [{ message: 'no such field' }] });
      const reading = readAll(open(shop.url, io), 'order', deltaSince);
      await assert.rejects(reading, failure('config', /answered with an error: no such field/));
    });
  });

  it('a position that cannot be read is a matter for a person', async () => {
    const reading = readAll(open(shop.url, io), 'order', 'nonsense');
    await assert.rejects(reading, failure('config', /position/, /backfill/));
  });

  it('stops waiting when it is told to', async () => {
    const controller = new AbortController();
    const reason = new Error('enough');
    failFirst(99, 503);
    const sleep = () => Promise.resolve(controller.abort(reason));
    const checking = open(shop.url, { ...io, sleep }).check(controller.signal);
    await assert.rejects(checking, reason);
    assert.equal(shop.calls.length, 1);
  });

  it('gives up a call under way when it is told to', async () => {
    const controller = new AbortController();
    const reason = new Error('enough');
    shop.faults.graphql = () => {
      controller.abort(reason);
      return true;
    };
    await assert.rejects(open(shop.url, io).check(controller.signal), reason);
  });
});
