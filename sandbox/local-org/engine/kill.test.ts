import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { createOrg } from './index.ts';
import { valuesOf } from './testing.ts';

const batch = 500;

const script = `
import { createOrg } from ${JSON.stringify(new URL('./index.ts', import.meta.url).href)};
const org = createOrg({ packageDir: null, file: process.argv[1] });
for (let from = 0; ; from += ${batch.toString()}) {
  const rows = Array.from({ length: ${batch.toString()} }, (_, n) => ['Account ' + (from + n)]);
  org.save(org.systemSession(), { object: 'Account', operation: 'insert', columns: ['Name'], rows });
  process.stdout.write('.');
}`;

test('a process killed in mid-save leaves whole saves behind, and an org that opens', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'local-org-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const file = join(folder, 'org.db');
  const child = spawn(process.execPath, ['--input-type=module', '-e', script, file]);
  await once(child.stdout, 'data');
  child.kill('SIGKILL');
  await once(child, 'exit');
  const org = createOrg({ packageDir: null, file });
  t.after(() => org.close());
  const columns = [{ kind: 'aggregate', function: 'COUNT' } as const];
  const count = Number(valuesOf(org, org.systemSession(), { object: 'Account', columns })[0]?.[0]);
  assert.ok(count >= batch);
  assert.equal(count % batch, 0);
});
