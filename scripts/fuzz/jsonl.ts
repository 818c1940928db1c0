import fc from 'fast-check';
import { Assembler, type Assembled } from '../../middleware/connectors/shopify/assemble.ts';
import { needsDetails } from '../../middleware/connectors/shopify/details.ts';
import { LineSplitter } from '../../middleware/connectors/shopify/lines.ts';
import {
  rejection,
  resources,
  type Resource,
} from '../../middleware/connectors/shopify/resources.ts';
import type { Target } from './target.ts';

const gid = fc
  .tuple(fc.constantFrom('Order', 'LineItem', 'Customer', 'Product', 'X'), fc.nat())
  .map(([type, id]) => `gid://shopify/${type}/${id}`);
const odd = fc.oneof(
  fc.jsonValue(),
  fc.constantFrom('1e999', '-0', '', '2024-02-30T00:00:00Z', '9'.repeat(400), '19.99', 'USD'),
);
const names = [
  ...['name', 'email', 'createdAt', 'updatedAt', 'currencyCode', 'totalPriceSet', 'lineItems'],
  ...['customer', 'quantity', 'fulfillments', 'refunds', 'shopMoney', 'presentmentMoney', 'amount'],
  ...['__proto__', 'constructor', 'toString', 'displayName', 'discountCodes', 'pageInfo', 'nodes'],
];
const members = fc.dictionary(fc.constantFrom(...names), odd, {
  maxKeys: 8,
  noNullPrototype: true,
});
const record = fc
  .tuple(fc.oneof(gid, odd), fc.option(gid, { nil: undefined }), members)
  .map(([id, parent, rest]) => JSON.stringify({ id, __parentId: parent, ...rest }));
const line = fc.oneof(
  { weight: 5, arbitrary: record },
  fc.tuple(record, fc.nat()).map(([text, at]) => text.slice(0, at % (text.length + 1))),
  fc.nat({ max: 20_000 }).map((depth) => `{"id":${'['.repeat(depth)}`),
  fc.string({ unit: 'binary' }),
);
const file = fc.array(line, { maxLength: 12 }).map((lines) => Buffer.from(lines.join('\n')));

const name = { store: 'giftshop', domain: 'giftshop.myshopify.com' };
const context = { store: 'giftshop', timeZone: 'UTC', domain: name.domain };

/** As the reader does: what it cannot understand is a rejection with a reason, and nothing else is thrown. */
function settles(resource: Resource<unknown>, { root, children }: Assembled): boolean {
  if (root === null) return true;
  const aggregate = { root, children };
  resource.cutShort(aggregate);
  needsDetails(aggregate, resource.details);
  try {
    resource.parse(aggregate, context);
    return true;
  } catch (error) {
    const { id, reason } = rejection(name, resource, aggregate, error);
    return id !== '' && reason !== '' && !/is not a function|Cannot read prop/.test(reason);
  }
}

/** Results of bulk operations: cut off, not UTF-8, with names and numbers nobody expects. Every line is accounted for. */
export async function jsonl(): Promise<Target> {
  const kinds = Object.values(resources) as readonly Resource<unknown>[];
  const bytes = fc.tuple(file, fc.option(fc.nat(), { nil: null })).map(([given, at]) => {
    if (at !== null && given.length > 0) given[at % given.length] = 0xff;
    return given;
  });
  const property = fc.asyncProperty(
    bytes,
    fc.constantFrom(...kinds),
    fc.integer({ min: 1, max: 64 }),
    async (given, resource, piece) => {
      const splitter = new LineSplitter(0);
      const assembler = new Assembler(resource.documents.type, 0);
      const done: (Assembled | null)[] = [];
      let lines = 0;
      const take = (all: ReturnType<LineSplitter['push']>) => {
        lines += all.length;
        for (const one of all) done.push(assembler.push(one));
      };
      for (let at = 0; at < given.length; at += piece) {
        take(splitter.push(given.subarray(at, at + piece)));
      }
      take(splitter.end());
      done.push(assembler.end());
      const whole = done.filter((one) => one !== null);
      const held = whole.map((one) => one.children.length + one.broken.length + (one.root ? 1 : 0));
      const total = held.reduce((sum, count) => sum + count, 0);
      const isClean = Object.keys(Object.prototype).length === 0;
      return total === lines && isClean && whole.every((one) => settles(resource, one));
    },
  );
  return { name: 'jsonl', property: property as Target['property'] };
}
