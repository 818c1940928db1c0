import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Compared } from './figures.ts';
import type { Finding } from './findings.ts';
import { believable } from './gone.ts';
import type { StoreParity } from './verify.ts';

function parity(inSalesforce: number, findings: Partial<Finding>[], differing = findings.length) {
  const figure = { count: inSalesforce, sum: '0' };
  const total = { measure: 'orders', currency: 'GBP', salesforce: figure } as Compared;
  const all = findings.map((one) => ({ model: 'order', ...one }) as Finding);
  return {
    findings: all,
    totals: [total, { ...total, measure: 'lines' }],
    differing,
  } as unknown as StoreParity;
}

const gone = (count: number): Partial<Finding>[] => Array(count).fill({ kind: 'gone' });

describe('what the shop has deleted', () => {
  it('is believed, and nothing else is touched', () => {
    const others = [{ kind: 'missing' }, { kind: 'foreign' }, { kind: 'duplicate' }] as const;
    const { findings, notes } = believable(parity(100, [...gone(2), ...others]));
    assert.deepEqual(
      findings.map(({ kind }) => kind),
      ['gone', 'gone'],
    );
    assert.deepEqual(notes, []);
  });

  it('is not believed where it is too much at once', () => {
    assert.equal(believable(parity(100, gone(100))).findings.length, 100);
    const { findings, notes } = believable(parity(10_000, gone(101)));
    assert.deepEqual(findings, []);
    assert.match(notes[0]!, /^101 orders are gone from the shop at once/);
    assert.equal(believable(parity(20_000, gone(150))).findings.length, 150);
    assert.equal(believable(parity(20_000, gone(201))).findings.length, 0);
  });

  it('is not believed where not all of it is told', () => {
    assert.deepEqual(believable(parity(100, gone(2), 3)).findings, []);
  });

  it('is judged for each model by itself', () => {
    const customers = Array(101).fill({ kind: 'gone', model: 'customer' });
    const { findings, notes } = believable(parity(100, [...gone(1), ...customers]));
    assert.deepEqual([findings.length, notes.length], [1, 1]);
  });
});
