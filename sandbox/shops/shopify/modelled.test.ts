import assert from 'node:assert/strict';
import { test } from 'node:test';
import { getNamedType, isLeafType, isObjectType, type GraphQLObjectType } from 'graphql';
import { modelledTypes } from './fields/index.ts';
import { adminSchema } from './schema.ts';
import {
  checkoutSeed,
  customerSeed,
  productSeed,
  runBulk,
  settled,
  shippedOrder,
  testShop,
} from './testing.ts';

const schema = adminSchema();

function typeNamed(name: string): GraphQLObjectType {
  const type = schema.getType(name);
  assert.ok(isObjectType(type), `${name} is an object type of Shopify's`);
  return type;
}

test("every modelled field and argument is one of Shopify's", () => {
  for (const [name, fields] of Object.entries(modelledTypes)) {
    const known = typeNamed(name).getFields();
    for (const [field, { args }] of Object.entries(fields)) {
      assert.ok(known[field], `${name}.${field}`);
      for (const arg of args) {
        assert.ok(
          known[field].args.some((candidate) => candidate.name === arg),
          `${name}.${field}(${arg}:)`,
        );
      }
    }
  }
});

/** What custom scalars look like; enums, strings and numbers graphql-js checks itself. */
const scalars: Readonly<Record<string, RegExp>> = {
  DateTime: /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/,
  Decimal: /^-?\d+\.\d+$/,
  Money: /^-?\d+\.\d+$/,
  UnsignedInt64: /^\d+$/,
  URL: /^https?:\/\//,
};

/** All modelled leaves of a type, and of the objects in it that are not looked at for themselves. */
function selection(name: string, inside: readonly string[] = []): string {
  const parts = Object.keys(modelledTypes[name] ?? {}).map((field) => {
    const type = getNamedType(typeNamed(name).getFields()[field]!.type);
    if (isLeafType(type)) return field;
    const plain =
      modelledTypes[type.name] && !entities.has(type.name) && !inside.includes(type.name);
    return plain ? `${field} { ${selection(type.name, [...inside, name])} }` : '';
  });
  return parts.filter(Boolean).join(' ');
}
const entities = new Set([
  'Order',
  'Customer',
  'Product',
  'ProductVariant',
  'LineItem',
  'Fulfillment',
  'Refund',
  'AbandonedCheckout',
]);

function check(type: GraphQLObjectType, value: Record<string, unknown>): number {
  let checked = 0;
  for (const [field, inner] of Object.entries(value)) {
    const fieldType = getNamedType(type.getFields()[field]!.type);
    for (const item of [inner].flat()) {
      if (item === null || item === undefined) continue;
      if (isObjectType(fieldType)) checked += check(fieldType, item as Record<string, unknown>);
      const pattern = scalars[fieldType.name];
      if (pattern) assert.match(String(item), pattern, `${type.name}.${field}`);
      checked++;
    }
  }
  return checked;
}

test('every modelled field answers, in the form its type says', async (t) => {
  const { ask } = await testShop(t, {
    seed: [customerSeed, productSeed, shippedOrder(1), checkoutSeed(1)],
  });
  const { operation } = await runBulk(ask, '{ orders { edges { node { id } } } }');
  const ids = [
    'Order/1001',
    'LineItem/102',
    'Fulfillment/301',
    'Refund/501',
    'Customer/17850',
    'Product/7',
    'ProductVariant/71',
    'AbandonedCheckout/9001',
    'Shop/63001',
  ];
  const gids = [...ids.map((id) => `gid://shopify/${id}`), operation.id];
  for (const gid of gids) {
    const name = gid.split('/')[3]!;
    const { data, errors } = await ask(
      `{ node(id: "${gid}") { ... on ${name} { ${selection(name)} } } }`,
    );
    assert.equal(errors, undefined, `${name}: ${JSON.stringify(errors)}`);
    assert.ok(check(typeNamed(name), data.node) > 3, name);
  }
  assert.equal((await settled(ask, operation.id)).status, 'COMPLETED');
});
