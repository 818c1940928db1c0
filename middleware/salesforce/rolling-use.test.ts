import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { RollingUse } from './rolling-use.ts';

const minute = 60_000;
const hour = 60 * minute;
const start = Date.parse('2026-03-01T00:00:00Z');

/** An org whose requests come as the test says, a count a minute, and are counted for 24 hours. */
function org(perMinute: (minute: number) => number) {
  const sent = (upTo: number) => {
    let sum = 0;
    for (let at = Math.max(0, upTo - 1440); at < upTo; at += 1) sum += perMinute(at);
    return sum;
  };
  return { used: sent };
}

function watched(perMinute: (minute: number) => number, fromMinute: number, toMinute: number) {
  const use = new RollingUse();
  const { used } = org(perMinute);
  for (let at = fromMinute; at <= toMinute; at += 1) use.see(used(at), start + at * minute);
  return { use, now: start + toMinute * minute, used: used(toMinute) };
}

describe('use over 24 hours that move on', () => {
  it('adds up to what the org says, whatever comes', () => {
    const readings = fc.array(fc.record({ used: fc.nat(100_000), afterMs: fc.nat(3 * hour) }), {
      minLength: 1,
      maxLength: 60,
    });
    fc.assert(
      fc.property(readings, (all) => {
        const use = new RollingUse();
        let now = start;
        for (const { used, afterMs } of all) {
          now += 10_000 + afterMs;
          use.see(used, now);
          assert.ok(Math.abs(use.sum(now) - used) < 0.01);
          assert.ok(use.rate(now) >= 0);
          const { inADay, highest } = use.outlook(now, use.rate(now));
          assert.ok(highest >= Math.floor(used) - 1 && highest >= inADay);
        }
      }),
    );
  });

  it('adds up to the same in the next life', () => {
    const readings = fc.array(fc.record({ used: fc.nat(100_000), afterMs: fc.nat(hour) }), {
      minLength: 1,
      maxLength: 40,
    });
    fc.assert(
      fc.property(readings, (all) => {
        const use = new RollingUse();
        let now = start;
        for (const { used, afterMs } of all) use.see(used, (now += 10_000 + afterMs));
        const next = new RollingUse();
        next.recall(use.kept(now)!, now);
        assert.ok(Math.abs(next.sum(now) - use.sum(now)) < 0.001);
        assert.equal(next.observedMs(now), use.observedMs(now));
        assert.equal(next.kept(now), use.kept(now));
      }),
    );
  });

  it('that came while nobody looked is taken to have come evenly', () => {
    const { use, now } = watched(() => 10, 2880, 2880 + 60);
    const later = now + 2 * hour;
    use.see(14_400 + 12_000, later);
    // A hundred a minute net, and what went meanwhile.
    assert.ok(Math.abs(use.rate(later) * minute - 110) < 8, `${use.rate(later) * minute}`);
  });

  it('recalls nothing that is not a day old at most, or no such thing', () => {
    const { use, now } = watched(() => 10, 2880, 2880 + 60);
    const kept = use.kept(now)!;
    const refused: [string, number][] = [
      ...[now + 24 * hour, now - hour].map((at): [string, number] => [kept, at]),
      ...['', 'null', '{"firstAt":1}'].map((text): [string, number] => [text, now]),
    ];
    for (const [text, at] of refused) {
      const next = new RollingUse();
      next.recall(text, at);
      assert.equal(next.kept(at), null, text);
    }
  });

  it('that is even stays what it is', () => {
    const { use, now } = watched(() => 10, 2880, 2880 + 120);
    const { inADay, highest } = use.outlook(now, use.rate(now));
    for (const forecast of [inADay, highest])
      assert.ok(Math.abs(forecast - 14_400) < 800, `${forecast}`);
    assert.equal(
      use.when((used) => used >= 20_000, now, use.rate(now)),
      null,
    );
  });

  it('grows with a backfill: a day of its rate, and the time at which a bound is met', () => {
    // A hundred a minute since an hour, on top of ten.
    const { use, now, used } = watched((at) => (at < 2880 ? 10 : 110), 2860, 2880 + 60);
    assert.ok(Math.abs(use.outlook(now, use.rate(now)).inADay - 110 * 1440) < 8000);
    const at = use.when((sum) => sum >= 80_000, now, use.rate(now))!;
    // A hundred net a minute.
    const expected = (80_000 - used) / 100;
    assert.ok(Math.abs((at - now) / minute - expected) < 30, `${(at - now) / minute} ${expected}`);
  });

  it('falls when what was used once ceases to count, a day after it was', () => {
    // Fifty thousand within an hour, then next to nothing.
    const { use, now, used } = watched((at) => (at < 60 ? 833 : 1), 0, 12 * 60);
    assert.ok(used > 50_000);
    const at = use.when((sum) => sum < 40_000, now, use.rate(now))!;
    assert.ok(Math.abs((at - start) / hour - 24.2) < 0.3, `${(at - start) / hour}`);
    assert.ok(use.outlook(now, use.rate(now)).inADay < 3000);
  });

  it('learns where it took what came before it for even, and it was not', () => {
    // All of it in the hour before the first reading: for 23 hours nothing ceases to count.
    const { use, now } = watched((at) => (at >= 1380 && at < 1440 ? 100 : 0), 1440, 1440 + 23 * 60);
    assert.equal(Math.round(use.sum(now)), 6000);
    const later = watched((at) => (at >= 1380 && at < 1440 ? 100 : 0), 1440, 1440 + 24 * 60);
    assert.equal(later.use.sum(later.now), 0);
  });
});
