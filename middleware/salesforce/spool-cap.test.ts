import assert from 'node:assert/strict';
import { existsSync, mkdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { Failure } from '../common/errors.ts';
import { clearSpool, makeSpoolDirectory, spoolFailure } from './spool-directory.ts';
import { Spooler } from './spooler.ts';
import { each, externalIdFields, order, temporaryDirectory } from './testing.ts';
import { limitsFor, writerLimits } from './writer.ts';

describe('the spool on disk', () => {
  it('is at most as large as it may be, a chunk being sent beside one being spooled', async () => {
    const { bytesPerChunk, bytesPerFile } = { ...writerLimits, ...limitsFor(100_000) };
    const settings = {
      ...{ directory: temporaryDirectory(), externalIdFields, bytesPerFile },
      columns: new Map(),
    };
    const orders = Array.from({ length: 500 }, (_, index) => order(`cap${index}`, 4));
    const limits = { rows: 50_000, aggregates: 50_000, bytes: bytesPerChunk };
    const spooler = new Spooler(each(orders), settings, limits);
    let chunks = 0;
    for (let chunk = await spooler.next(); chunk; chunk = await spooler.next()) {
      const bytes = chunk.files.reduce((sum, { path }) => sum + statSync(path).size, 0);
      assert.ok(bytes <= 50_000 + 2000, `${bytes} bytes`);
      chunks += 1;
    }
    assert.ok(chunks > 2);
    assert.equal(limitsFor(10e9).bytesPerChunk, writerLimits.bytesPerChunk);
  });

  it('has a job of its own for very many children of one parent', async () => {
    const settings = {
      ...{ directory: temporaryDirectory(), externalIdFields, bytesPerFile: 90e6 },
      columns: new Map(),
    };
    const given = [order('small1', 1), order('skewed', 10_001), order('small2', 1)];
    const limits = { rows: 50_000, aggregates: 50_000, bytes: 270e6 };
    const spooler = new Spooler(each(given), settings, limits);
    const rows: number[] = [];
    for (let chunk = await spooler.next(); chunk; chunk = await spooler.next()) {
      rows.push(chunk.rows);
    }
    assert.deepEqual(rows, [2, 10_002, 2]);
  });

  it('of a process that is no more is removed, that of one alive is not', () => {
    const parent = temporaryDirectory();
    // Above the largest id that Linux gives.
    const left = join(parent, 'spool-4999999-abc');
    mkdirSync(left);
    const ours = makeSpoolDirectory(parent);
    assert.ok(!existsSync(left));
    clearSpool(parent);
    assert.ok(existsSync(ours));
    clearSpool(join(parent, 'nowhere'));
  });

  it('says what to do when the disk is full', () => {
    const full = Object.assign(new Error('write'), { code: 'ENOSPC' });
    const failure = spoolFailure('/spool/x/a.csv', full);
    assert.ok(failure instanceof Failure && failure.retryable);
    assert.match(`${failure.message} ${failure.action}`, /disk .* full \(\/spool\/x\).*SPOOL_DIR/);
  });
});
