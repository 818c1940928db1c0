import assert from 'node:assert/strict';
import { test } from 'node:test';
import { page } from './listing.ts';
import { inPlace } from './sorting.ts';

test('pagination ends at 25,000 objects', () => {
  const records = Array.from({ length: 25_300 }, (_, index) => ({ id: String(index + 1) }));
  const listing = inPlace(records, false);
  let after: string | null = null;
  let seen = 0;
  const walk = () => {
    for (;;) {
      const { nodes, pageInfo } = page(listing, { first: 250, after }, 'orders');
      seen += nodes.length;
      if (!pageInfo.hasNextPage) return;
      after = pageInfo.endCursor;
    }
  };
  assert.throws(walk, /ends at 25000 objects/);
  assert.equal(seen, 25_000);
});

test('an empty list has a page without cursors', () => {
  assert.deepEqual(page(inPlace([], false), { first: 3 }, 'orders'), {
    nodes: [],
    edges: [],
    pageInfo: { hasNextPage: false, hasPreviousPage: false, startCursor: null, endCursor: null },
  });
});
