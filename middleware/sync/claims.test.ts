import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { Gate } from '../common/gate.ts';
import { Claims } from './claims.ts';
import { LinkChanges } from './link-changes.ts';

describe('a claim', () => {
  it('keeps others away until it is freed as often as it was taken', () => {
    let rung = 0;
    const claims = new Claims(() => (rung += 1));
    const [run, live] = [{}, {}];
    assert.deepEqual(claims.take(['a', 'b'], run), new Set());
    assert.deepEqual(claims.take(['a'], run), new Set());
    assert.deepEqual(claims.take(['a', 'c'], live), new Set(['a']));
    assert.deepEqual(claims.wanted(''), ['a']);
    claims.free(['a'], run);
    assert.ok(claims.isHeld('a'));
    claims.free(['a', 'b'], run);
    assert.deepEqual([claims.isHeld('a'), rung, claims.wanted('')], [false, 1, []]);
    assert.deepEqual(claims.take(['c'], run), new Set(['c']));
  });

  it('of whoever failed is held until nothing of theirs can take effect any more', async () => {
    const claims = new Claims();
    const [run, live] = [{}, {}];
    claims.take(['a'], run);
    claims.abandon(run);
    assert.deepEqual(claims.take(['a'], live), new Set(['a']));
    await assert.rejects(claims.recover(() => Promise.reject(new Error('no'))));
    assert.ok(claims.isHeld('a'));
    await claims.recover(async () => {
      assert.ok(claims.isHeld('a'));
    });
    assert.deepEqual(claims.take(['a'], live), new Set());
  });

  it('is one owner’s at a time, whatever order they come in', () => {
    const step = fc.record({
      who: fc.nat({ max: 2 }),
      key: fc.constantFrom('a', 'b'),
      frees: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(step), (steps) => {
        const claims = new Claims();
        const owners = [{}, {}, {}];
        const model = new Map<string, number[]>();
        for (const { who, key, frees } of steps) {
          const holders = model.get(key) ?? [];
          const mine = holders.every((one) => one === who);
          if (frees) {
            claims.free([key], owners[who]!);
            if (mine) holders.pop();
          } else {
            const busy = claims.take([key], owners[who]!);
            assert.equal(busy.has(key), !mine);
            if (mine) holders.push(who);
          }
          model.set(key, holders);
          assert.equal(claims.isHeld(key), holders.length > 0);
        }
      }),
    );
  });
});

it('a gate lets in one at a time, and says whether anybody is there', async () => {
  const gate = new Gate();
  const order: string[] = [];
  const first = gate.enter(async () => void order.push('first'));
  const second = gate.enter(() => Promise.reject(new Error('second')));
  const third = gate.enter(async () => void order.push('third'));
  assert.ok(gate.isBusy);
  await first;
  await assert.rejects(second, /second/);
  await third;
  assert.deepEqual([order, gate.isBusy], [['first', 'third'], false]);
});

it('who became somebody else since a moment is known, and too much is taken for everybody', () => {
  const links = new LinkChanges();
  const before = links.now;
  links.changed(['a']);
  assert.deepEqual([links.isChanged('a', before), links.isChanged('b', before)], [true, false]);
  assert.equal(links.isChanged('a', links.now), false);
  links.changed(Array.from({ length: 50_000 }, (_, index) => `c${index}`));
  assert.equal(links.isChanged('b', before), true);
  assert.equal(links.isChanged('b', links.now), false);
});
