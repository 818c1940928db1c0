import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import path from 'node:path';
import { describe, it } from 'node:test';
import { promisify } from 'node:util';
import type { Summary } from '../report.ts';
import { percentile } from './watch.ts';

const sizes = ['--rates', '10', '--seconds', '3', '--ack-orders', '300', '--ack-seconds', '1'];

describe('the live bench', () => {
  it('sees every change of a small run in the org', async () => {
    const file = path.join(import.meta.dirname, 'index.ts');
    const { stdout } = await promisify(execFile)(process.execPath, [file, ...sizes, '--json']);
    const { bench, figures } = JSON.parse(stdout.trim().split('\n').at(-1)!) as Summary;
    assert.equal(bench, 'live');
    assert.equal(figures['lost at 10/s']?.max, 0);
    assert.ok((figures['shop to org at 10/s, p50']?.median ?? 0) > 150);
    assert.ok((figures['Salesforce calls per 1,000 changes at 10/s']?.median ?? 0) > 0);
    assert.equal(figures['orders of deliveries not in the org']?.max, 0);
  });

  it('takes percentiles by the nearest rank', () => {
    const hundred = Array.from({ length: 100 }, (_none, at) => 100 - at);
    assert.deepEqual(
      [0.5, 0.95, 0.99].map((share) => percentile(hundred, share)),
      [50, 95, 99],
    );
    assert.equal(percentile([7], 0.99), 7);
  });
});
