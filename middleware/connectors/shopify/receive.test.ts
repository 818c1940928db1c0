import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Nudge } from '../connector.ts';
import { delivery, type Sent } from './fixtures/deliveries.ts';
import { receive } from './receive.ts';

const receiving = { domain: 'giftshop.myshopify.com', secrets: ['new secret', 'shpss_fixture'] };
const received = (sent: Sent) => receive(delivery(sent), receiving);

const nudges = (topic: string, body: unknown) => {
  const answer = received({ topic, body: JSON.stringify(body) });
  assert.equal(answer.status, 200);
  return answer.nudges.map(({ model, id }) => `${model} ${id}`);
};

describe('a delivery', () => {
  it('may be signed with the new secret or the old, not with another', () => {
    const statuses = ['new secret', 'shpss_fixture', 'another', ''].map(
      (secret) => received({ topic: 'orders/updated', body: '{"id":1}', secret }).status,
    );
    assert.deepEqual(statuses, [200, 200, 401, 401]);
  });

  it('tells nothing where it is forged: not even its id', () => {
    const { headers } = delivery({ topic: 'orders/updated', body: '{"id":1}' });
    const signatures = [undefined, '', 'AAAA', 'no base64 !', 'a'.repeat(44), 'a'.repeat(100_000)];
    for (const signature of signatures) {
      const forged = {
        headers: { ...headers, 'x-shopify-hmac-sha256': signature },
        body: Buffer.from('{"id":1}'),
      };
      assert.deepEqual(receive(forged, receiving), {
        status: 401,
        nudges: [],
        delivery: null,
        refused: 'the signature does not fit the body',
      });
    }
  });

  it('of another shop is refused by its domain, whatever its topic', () => {
    for (const domain of ['other.myshopify.com', '']) {
      const { status, nudges: none, refused } = received({ topic: 'x', body: '{"id":1}', domain });
      assert.deepEqual([status, none], [403, []]);
      assert.match(refused ?? '', /another shop than giftshop/);
    }
    const domain = 'GiftShop.myshopify.com';
    assert.equal(received({ topic: 'orders/updated', body: '{"id":1}', domain }).status, 200);
  });

  it('that is no JSON is refused, in bytes that are no text too', () => {
    assert.equal(received({ topic: 'orders/updated', body: '{"id":1' }).status, 400);
    assert.equal(received({ topic: 'orders/updated', body: '\u0000' }).status, 400);
  });

  it('is known by its id', () => {
    const sent = { topic: 'orders/updated', body: '{"id":1}' };
    assert.equal(received({ ...sent, id: 'b54557e4' }).delivery, 'b54557e4');
    assert.equal(received({ ...sent, id: '' }).delivery, null);
  });

  it('of a topic that nobody reads is taken and forgotten', () => {
    for (const topic of ['themes/publish', 'constructor', '']) {
      assert.deepEqual(nudges(topic, { id: 1 }), []);
    }
  });

  it('that does not say of what is taken, since it would come the same again', () => {
    for (const body of [
      '{}',
      '{"id":null}',
      '{"id":"x"}',
      '{"id":-1}',
      '{"id":1.5}',
      '{"id":{}}',
    ]) {
      const { status, nudges: none, refused } = received({ topic: 'orders/updated', body });
      assert.deepEqual([status, none], [200, []], body);
      assert.match(refused ?? '', /orders\/updated does not say of what/);
    }
  });
});

describe('what is to be read again', () => {
  const cases: [string, unknown, string[]][] = [
    ['orders/create', { id: 4711 }, ['order 4711']],
    ['orders/delete', { id: 4711 }, ['order 4711']],
    ['refunds/create', { id: 1, order_id: 4711 }, ['order 4711']],
    ['fulfillments/update', { id: 1, order_id: 4711 }, ['order 4711']],
    ['customers/update', { id: 12, email: 'ada@example.com' }, ['customer 12']],
    ['customers/delete', { id: 12 }, ['customer 12']],
    ['checkouts/update', { id: 37, token: 'x' }, ['cart 37']],
    ['products/update', { id: 7, variants: [{ id: 71 }] }, ['product 7']],
    [
      'customers/merge',
      {
        admin_graphql_api_customer_kept_id: 'gid://shopify/Customer/1',
        admin_graphql_api_customer_deleted_id: 'gid://shopify/Customer/2',
        admin_graphql_api_job_id: null,
        status: 'completed',
        errors: [],
      },
      ['customer 1', 'customer 2'],
    ],
    [
      'customers/redact',
      { shop_id: 9, customer: { id: 12, email: 'ada@example.com' }, orders_to_redact: [1, 2] },
      ['customer 12', 'order 1', 'order 2'],
    ],
    ['customers/redact', { shop_id: 9 }, []],
    ['customers/data_request', { customer: { id: 12 }, orders_requested: [1] }, []],
    ['shop/redact', { shop_id: 9, shop_domain: 'giftshop.myshopify.com' }, []],
  ];
  for (const [topic, body, expected] of cases) {
    it(`${topic}: ${expected.join(', ') || 'nothing'}`, () => {
      assert.deepEqual(nudges(topic, body), expected);
    });
  }

  it('has ids longer than a number holds', () => {
    const longest: Nudge = { model: 'cart', id: '18446744073709551615' };
    for (const body of ['{"id":18446744073709551615}', '{"id":"18446744073709551615"}']) {
      assert.deepEqual(received({ topic: 'checkouts/delete', body }).nudges, [longest]);
    }
    const redacted =
      '{"customer":{"id":981820079255243537},"orders_to_redact":[981820079255243539]}';
    assert.deepEqual(
      received({ topic: 'customers/redact', body: redacted }).nudges.map(({ id }) => id),
      ['981820079255243537', '981820079255243539'],
    );
  });
});
