import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Report } from './report.ts';

describe('report of a bench', () => {
  it('has figures with range and median, ratios, and goals', () => {
    const report = new Report('sample');
    for (const value of [300.123, 100, 200]) report.add('fast', value, 'rows/s');
    report.add('slow', 50, 'rows/s');
    report.add('memory', 512, 'MB');
    report.ratio('fast', 'slow');
    report.atLeast('fast', 150);
    report.atMost('memory', 500);
    assert.deepEqual(report.summary(), {
      bench: 'sample',
      figures: {
        fast: { min: 100, median: 200, max: 300.1, unit: 'rows/s' },
        slow: { min: 50, median: 50, max: 50, unit: 'rows/s' },
        memory: { min: 512, median: 512, max: 512, unit: 'MB' },
      },
      ratios: { 'fast / slow': 4 },
      goals: [
        { name: 'fast', goal: 150, measured: 200, met: true },
        { name: 'memory', goal: 500, measured: 512, met: false },
      ],
    });
  });
});
