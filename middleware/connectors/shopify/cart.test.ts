import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { open, readAll } from './fixtures/open.ts';
import { cart, cartLine, money, type Wire } from './fixtures/records.ts';
import { shopForEach } from './fixtures/shop-server.ts';
import { rejection, resources } from './resources.ts';

const name = { store: 'giftshop', domain: 'giftshop.myshopify.com' };
const context = { ...name, timeZone: 'Europe/London' };
const ref = (id: string) => ({ platform: 'shopify', store: 'giftshop', id });
const gbp = (amount: string) => ({ amount, currency: 'GBP' });

function cartFrom(change: Wire, lines: Wire[] = [cartLine(1)]) {
  return resources.cart.parse({ root: cart(37, 0, change), children: lines }, context);
}

describe('a cart', () => {
  it('comes out in our words', () => {
    assert.deepEqual(cartFrom({ totalPriceSet: money('17.10') }), {
      ref: ref('37'),
      number: '#37000037',
      customer: ref('1'),
      email: 'ada@example.com',
      startedAt: '2011-06-01T12:00:37.000Z',
      activeAt: '2011-06-01T12:00:37.000Z',
      completedAt: null,
      order: null,
      total: gbp('17.1'),
      lines: [
        {
          ref: ref('1'),
          position: 1,
          sku: '85123A',
          title: 'T-light holder - White',
          quantity: '6',
          unitPrice: gbp('2.55'),
          total: gbp('15.3'),
          product: ref('71'),
        },
      ],
      recoveryUrl: 'https://giftshop.example/checkouts/37/recover',
      updatedAt: '2011-06-01T12:00:37.000Z',
    });
  });

  it('was bought where it was completed', () => {
    const completedAt = '2011-06-02T12:00:00Z';
    assert.equal(cartFrom({ completedAt }).completedAt, '2011-06-02T12:00:00.000Z');
  });

  it('may be nobody known', () => {
    const nobody = cartFrom({ customer: null });
    assert.deepEqual([nobody.customer, nobody.email], [null, null]);
    const noAddress = cartFrom({ customer: { id: 'gid://shopify/Customer/1' } });
    assert.deepEqual([noAddress.customer, noAddress.email], [ref('1'), null]);
  });

  it('leads back over https only', () => {
    for (const abandonedCheckoutUrl of ['http://giftshop.example/1', 'javascript:alert(1)', '']) {
      assert.equal(cartFrom({ abandonedCheckoutUrl }).recoveryUrl, null);
    }
  });

  it('has lines without a variant, a product or a name', () => {
    const nothing = { product: null, variant: null, sku: null, title: null, variantTitle: null };
    const { lines } = cartFrom({}, [
      cartLine(1, { variantTitle: 'Default Title' }),
      cartLine(2, nothing),
    ]);
    assert.deepEqual(
      lines.map(({ title, product, position }) => [title, product, position]),
      [
        ['T-light holder', ref('71'), 1],
        ['(no title)', null, 2],
      ],
    );
  });

  const bad: Record<string, [Wire, Wire[], RegExp]> = {
    'a line in another currency': [
      {},
      [cartLine(1, { discountedTotalPriceSet: money('1', 'EUR') })],
      /lineItems\.0\.discountedTotalPriceSet: "EUR" is not the currency of the checkout.*GBP/,
    ],
    'no date': [{ createdAt: 'yesterday' }, [], /createdAt: "yesterday" is not a date/],
    'no total': [{ totalPriceSet: null }, [], /totalPriceSet/],
  };
  for (const [what, [change, lines, expected]] of Object.entries(bad)) {
    it(`is rejected for ${what}, by its number`, () => {
      const aggregate = { root: cart(37, 0, change), children: lines };
      assert.throws(
        () => resources.cart.parse(aggregate, context),
        (error) => {
          const { reason } = rejection(name, resources.cart, aggregate, error);
          assert.match(reason, /store "giftshop".*: cart 37 \(#37000037\): /);
          assert.match(reason, expected);
          return true;
        },
      );
    });
  }
});

describe('sweeping carts', () => {
  const shop = shopForEach();
  const range = (count: number) => Array.from({ length: count }, (_, index) => index + 1);
  const since = '{"kind":"delta","updatedAt":"2011-01-01T00:00:00.000Z"}';

  it('reads a cart with 605 lines', async () => {
    shop.records['abandonedCheckouts'] = [cart(1, 2), cart(2, 605)];
    const { records } = await readAll(open(shop.url), 'cart');
    assert.deepEqual(
      records.map(({ lines }) => lines.length),
      [2, 605],
    );
  });

  it('goes back an hour, since a cart is listed only some time after its last change', async () => {
    shop.records['abandonedCheckouts'] = [];
    await readAll(open(shop.url), 'cart', since);
    assert.equal(shop.calls.at(-1)?.variables['query'], "updated_at:>='2010-12-31T23:00:00.000Z'");
  });

  it('begins the next when this one began: what changes meanwhile is passed or comes twice', async () => {
    shop.records['abandonedCheckouts'] = range(60).map((id) => cart(id));
    const source = open(shop.url);
    const pages = source.read.cart!(since);
    const first = (await pages[Symbol.asyncIterator]().next()).value;
    assert.ok(first);
    const changed = new Date(Date.now() + 1000).toISOString();
    Object.assign(shop.records['abandonedCheckouts'][0] ?? {}, { updatedAt: changed });
    const rest = await readAll(source, 'cart', first.cursor);
    assert.deepEqual(rest.ids, range(60).slice(25).map(String));
    const last = rest.pages.at(-1)?.cursor ?? '';
    const { updatedAt } = JSON.parse(last) as { updatedAt: string };
    assert.equal(updatedAt, first.readAt);
    assert.deepEqual((await readAll(source, 'cart', last)).ids, ['1']);
  });

  it('pages by id beyond what one query can reach, and from there on again', async () => {
    shop.records['abandonedCheckouts'] = range(20_060)
      .map((id) => cart(id, 0))
      .reverse();
    const source = open(shop.url);
    const { pages, ids } = await readAll(source, 'cart');
    assert.deepEqual(ids, range(20_060).map(String));
    assert.ok(
      shop.calls.some(({ variables }) => String(variables['query']).endsWith(' id:>=20001')),
    );
    const rest = await readAll(source, 'cart', pages[799]?.cursor);
    assert.deepEqual(rest.ids, range(20_060).slice(20_000).map(String));
  });
});
