import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import path from 'node:path';
import { describe, it } from 'node:test';
import { promisify } from 'node:util';
import type { Summary } from '../report.ts';

/** The commands as a person runs them, at a size that says nothing of speed. */
async function bench(...args: string[]): Promise<Summary> {
  const command = path.join(import.meta.dirname, '../index.ts');
  const { stdout } = await promisify(execFile)(process.execPath, [command, ...args, '--json']);
  return JSON.parse(stdout.trim().split('\n').at(-1)!) as Summary;
}

describe('bench backfill', () => {
  it('measures the pipeline beside a bare upload, jsforce and the Salesforce CLI', async () => {
    const { figures, goals } = await bench(
      ...['backfill', '--orders', '150', '--times', '2', '--runs', '1'],
    );
    for (const name of ['backfill', 'bare upload', 'jsforce bulk2', 'sf data upsert bulk']) {
      assert.ok(figures[`${name}, 150 orders`]!.median > 0, name);
    }
    assert.ok(figures['backfill, 300 orders']!.median > 0);
    assert.equal(goals.length, 9);
  });

  it('runs on a PostgreSQL server', async () => {
    const { figures, bench: name } = await bench(
      ...['noop', '--orders', '150', '--runs', '1', '--store', 'postgres'],
    );
    assert.equal(name, 'noop on postgres');
    assert.equal(figures['rows written']!.max, 0);
  });
});

describe('bench noop', () => {
  it('writes nothing the second time', async () => {
    const { figures } = await bench('noop', '--orders', '150', '--runs', '1');
    assert.equal(figures['rows written']!.max, 0);
  });
});
