import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { parseSearch, type SearchFields } from './search.ts';

interface Item {
  readonly id: string;
  readonly at: string;
  readonly name: string;
}
const fields: SearchFields<Item> = {
  id: { type: 'id', value: ({ id }) => id },
  updated_at: { type: 'time', value: ({ at }) => at },
  name: { type: 'text', value: ({ name }) => name },
};
const item = { id: '1000', at: '2026-03-01T10:00:00Z', name: '#1000' };

const cases: readonly (readonly [string, boolean])[] = [
  ['', true],
  ["updated_at:>='2026-03-01T10:00:00Z'", true],
  ["updated_at:>'2026-03-01T10:00:00Z'", false],
  ['updated_at:>="2026-03-01T11:00:00+01:00"', true],
  ['updated_at:<2026-03-01T10:00:01Z', true],
  ['updated_at:2026-03-01T10:00:00.000Z', true],
  ['id:>999 id:<=1000', true],
  ['id:>999 AND id:<1000', false],
  ["name:'#1000'", true],
];
for (const [query, passes] of cases) {
  test(`${query || 'no search'} ${passes ? 'finds' : 'does not find'} it`, () => {
    assert.equal(parseSearch(query, fields)(item), passes);
  });
}

for (const query of [
  'gift',
  'id:1 OR id:2',
  '-id:1',
  '(id:1)',
  'updated_at:>2026-03-01',
  'colour:red',
  'id:x',
  "name:'a",
  'id:',
]) {
  test(`refuses ${query}`, () => {
    assert.throws(() => parseSearch(query, fields), /not modelled|takes a number/);
  });
}

test('compares ids as numbers, whatever their length', () => {
  fc.assert(
    fc.property(fc.bigInt(1n, 2n ** 63n), fc.bigInt(1n, 2n ** 63n), (left, right) => {
      const passes = parseSearch(`id:>${right}`, fields)({ ...item, id: String(left) });
      assert.equal(passes, left > right);
    }),
  );
});
