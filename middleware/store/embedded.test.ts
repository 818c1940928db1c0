import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, describe, it } from 'node:test';
import { Failure } from '../common/errors.ts';
import { databases } from './fixtures/server.ts';
import { openStore, type Store } from './store.ts';

describe('the embedded store', () => {
  it('lets what is urgent go before all that waits, but not into what is under way', async () => {
    const database = await databases[0]!.open();
    const handle = await openStore(database.location);
    const store = handle.forOrg('00D000000000001AAA');
    const seen: string[] = [];
    const step = (name: string) => async (within: Pick<Store, 'nudges'>) => {
      seen.push(`${name} begins`);
      await within.nudges.count();
      seen.push(`${name} ends`);
    };
    const usual = ['a', 'b', 'c'].map((name) => store.transaction(step(name)));
    await Promise.all([...usual, store.urgently(step('urgent'))]);
    assert.deepEqual(
      seen,
      ['a', 'urgent', 'b', 'c'].flatMap((name) => [`${name} begins`, `${name} ends`]),
    );
    await handle.close();
    await database.close();
  });

  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'orderlens-store-'));
  after(() => fs.rmSync(folder, { recursive: true }));

  it('refuses a folder that another process has', async () => {
    const handle = await openStore({ folder });
    await assert.rejects(openStore({ folder }), (error: unknown) => {
      assert.ok(error instanceof Failure && error.kind === 'config');
      return /in use by another process/.test(error.message);
    });
    await handle.close();
  });

  it('has everything that was confirmed before it was killed, and reaches the disk with fsync', async () => {
    const fixture = (name: string) => path.join(import.meta.dirname, 'fixtures', name);
    const args = ['--import', fixture('count-fsyncs.ts'), fixture('write-until-killed.ts'), folder];
    const env = { ...process.env, FSYNC_COUNTER: path.join(folder, 'fsyncs') };
    const child = spawn(process.execPath, args, { env });
    let confirmed = 0;
    let fsyncs = 0;
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      for (const line of text.trim().split('\n')) {
        [confirmed, fsyncs] = line.split(' ').map(Number) as [number, number];
        if (confirmed >= 20) child.kill('SIGKILL');
      }
    });
    await once(child, 'exit');
    assert.ok(confirmed >= 20, 'the child wrote');
    assert.ok(fsyncs >= confirmed, `${fsyncs} fsyncs for ${confirmed} commits`);
    const handle = await openStore({ folder });
    const keys = Array.from({ length: confirmed }, (_, index) => `k${index + 1}`);
    const known = await handle.forOrg('00D').outcomes.known(keys);
    await handle.close();
    assert.equal(known.size, confirmed);
  });
});
