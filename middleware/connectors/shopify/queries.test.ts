import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { describe, it } from 'node:test';
import { brotliDecompressSync } from 'node:zlib';
import {
  buildClientSchema,
  getOperationAST,
  GraphQLEnumType,
  Kind,
  parse,
  TypeInfo,
  validate,
  visit,
  visitWithTypeInfo,
  type DocumentNode,
  type IntrospectionQuery,
} from 'graphql';
import { queryCost, singleQueryLimit } from '../../../sandbox/shops/shopify/cost.ts';
import { Selections } from '../../../sandbox/shops/shopify/selection.ts';
import {
  allDocuments,
  cartDocuments,
  customerDocuments,
  detailsQuery,
  idsPerCall,
  orderDocuments,
  productDocuments,
} from './queries.ts';
import { subscriptionTopic, topics } from './topics.ts';

/** Shopify's own schema of the version that is the default in settings.ts. */
function officialSchema() {
  const main = createRequire(import.meta.url).resolve('@shopify/ai-toolkit/package.json');
  const file = new URL('skills/shopify-admin/assets/admin_2026-10.json.br', `file://${main}`);
  const { data } = JSON.parse(brotliDecompressSync(readFileSync(file)).toString()) as {
    data: IntrospectionQuery;
  };
  return buildClientSchema(data);
}

/** How many connections, and how deep the deepest lies below the first. */
function connectionsOf(document: DocumentNode): { count: number; depth: number } {
  let [count, depth, open] = [0, 0, 0];
  const isConnection = (selections: readonly { kind: string }[] = []) =>
    selections.some(
      (selection) =>
        selection.kind === Kind.FIELD &&
        (selection as unknown as { name: { value: string } }).name.value === 'edges',
    );
  visit(document, {
    Field: {
      enter(node) {
        if (!isConnection(node.selectionSet?.selections)) return;
        count += 1;
        open += 1;
        depth = Math.max(depth, open);
      },
      leave(node) {
        if (isConnection(node.selectionSet?.selections)) open -= 1;
      },
    },
  });
  return { count, depth };
}

describe('documents sent to Shopify', () => {
  it('are valid by the official schema, and use nothing deprecated', () => {
    const schema = officialSchema();
    for (const text of allDocuments) {
      const document = parse(text);
      assert.deepEqual(
        validate(schema, document).map(({ message }) => message),
        [],
        text,
      );
      assert.deepEqual(deprecated(schema, document), []);
    }
  });

  it('never ask for a draft order, which nobody has placed', () => {
    assert.deepEqual(
      allDocuments.filter((text) => /draft/i.test(text)),
      [],
    );
  });

  it('cost no more than Shopify allows', () => {
    const schema = officialSchema();
    const costOf = (text: string, ids = 1) => {
      const document = parse(text);
      const variables = {
        id: 'gid://shopify/Order/1',
        ids: Array.from({ length: ids }, (_, n) => `gid://shopify/Order/${n}`),
        query: '{ orders }',
        topic: 'ORDERS_CREATE',
        subscription: {},
      };
      const operation = getOperationAST(document);
      assert.ok(operation);
      return queryCost(new Selections(schema, document, variables), operation);
    };
    const bulk = new Set(
      [customerDocuments, productDocuments, orderDocuments].map((one) => one.bulk),
    );
    const paged = allDocuments.filter((text) => !bulk.has(text)).map((text) => costOf(text));
    const byIds = [customerDocuments, productDocuments, orderDocuments, cartDocuments].map((one) =>
      costOf(one.nodes, one.idsPerCall),
    );
    const dearest = Math.max(...paged, ...byIds, costOf(detailsQuery, idsPerCall));
    assert.ok(dearest > 100 && dearest <= singleQueryLimit, String(dearest));
  });

  it('subscribe to topics that there are', () => {
    const known = officialSchema().getType('WebhookSubscriptionTopic');
    assert.ok(known instanceof GraphQLEnumType);
    for (const name of topics.keys()) assert.ok(known.getValue(subscriptionTopic(name)), name);
  });

  it('stay within what a bulk query may hold', () => {
    for (const { bulk } of [customerDocuments, productDocuments, orderDocuments]) {
      assert.ok(bulk);
      const { count, depth } = connectionsOf(parse(bulk));
      assert.ok(count >= 1 && count <= 5 && depth <= 2, bulk);
    }
  });
});

function deprecated(schema: ReturnType<typeof officialSchema>, document: DocumentNode): string[] {
  const info = new TypeInfo(schema);
  const found: string[] = [];
  visit(
    document,
    visitWithTypeInfo(info, {
      Field: () => {
        const field = info.getFieldDef();
        if (field?.deprecationReason) found.push(field.name);
      },
    }),
  );
  return found;
}
