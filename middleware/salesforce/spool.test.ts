import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { it } from 'node:test';
import { makeSpoolDirectory, removeSpoolDirectory } from './spool-directory.ts';
import { SpoolWriter } from './spool.ts';

const modeOf = (name: string) => (fs.statSync(name).mode & 0o777).toString(8);

it('keeps rows where nobody else can read them, and leaves nothing behind', () => {
  const parent = path.join(fs.mkdtempSync(path.join(os.tmpdir(), 'orderlens-')), 'spool');
  const directory = makeSpoolDirectory(parent);
  const file = new SpoolWriter(directory, 'a.csv', 'Account', ['Name']);
  file.close();
  assert.deepEqual([parent, directory, file.path].map(modeOf), ['700', '700', '600']);
  // Of a process that is no more.
  fs.mkdirSync(path.join(parent, 'spool-999999999-x'));
  removeSpoolDirectory(directory);
  const next = makeSpoolDirectory(parent);
  assert.deepEqual(fs.readdirSync(parent), [path.basename(next)]);
  fs.rmSync(path.dirname(parent), { recursive: true });
});
