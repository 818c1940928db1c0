import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Pace } from './pace.ts';

/** After this many seconds of so many changes a second, taken as it says. */
function under(rate: number, seconds: number, readingMs = 200): { pace: Pace; now: number } {
  const pace = new Pace();
  let now = 0;
  for (let last = 0; now < seconds * 1000;) {
    now += pace.waitMs(now);
    pace.took(((now - last) * rate) / 1000, now);
    last = now;
    now += readingMs;
  }
  return { pace, now };
}

describe('changes are gathered', () => {
  it('for a moment where there are few', () => {
    const pace = new Pace();
    assert.equal(pace.waitMs(0), 200);
    pace.took(1, 200);
    assert.equal(pace.waitMs(60_000), 200);
    assert.equal(pace.valuesInMs(60_000), 0);
  });

  it('longer where there are many, counted from when the last were taken', () => {
    const { pace, now } = under(200, 20);
    assert.equal(pace.waitMs(now), 1100);
    assert.equal(pace.waitMs(now + 5000), 200);
    pace.valued(now);
    assert.equal(pace.valuesInMs(now + 1000), 9000);
  });

  it('for less than under load at ten a second', () => {
    const { pace, now } = under(10, 20);
    const wait = pace.waitMs(now);
    assert.ok(wait >= 200 && wait < 500, String(wait));
  });
});
