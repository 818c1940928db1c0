import { fork } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import path from 'node:path';
import { setFlagsFromString } from 'node:v8';
import type { PGlite } from '@electric-sql/pglite';
import { Failure } from '../common/errors.ts';

/**
 * Keeps V8 from optimising the WASM: a third of the speed for a third of the memory (measured 252 MB warm instead of
 * 350 to 830). They work only when set before PGlite is imported.
 */
const wasmFlags = ['--liftoff-only', '--no-wasm-tier-up', '--no-wasm-dynamic-tiering'];

const durable = ['-c', 'fsync=on', '-c', 'wal_sync_method=fsync'];
/** The embedded server has no checkpointer of its own: small limits keep the write-ahead log from growing. */
const small = ['shared_buffers=16MB', 'max_wal_size=128MB', 'min_wal_size=32MB'];

/** Opens the embedded database in `folder`, made first where there is none. One process at a time: see folder-lock.ts. */
export async function openPGlite(folder: string): Promise<PGlite> {
  if (!fs.existsSync(path.join(folder, 'PG_VERSION'))) await initialise(folder);
  for (const flag of wasmFlags) setFlagsFromString(flag);
  const { PGlite } = await import('@electric-sql/pglite');
  const { DurableNodeFS } = await import('./durable-fs.ts');
  return PGlite.create({
    fs: new DurableNodeFS(folder),
    // '-F' would switch fsync off.
    startParams: [
      ...PGlite.defaultStartParams.filter((parameter) => parameter !== '-F'),
      ...durable,
      ...small.flatMap((parameter) => ['-c', parameter]),
    ],
  });
}

/** Making a database takes over 600 MB for a moment: a child process takes it, and gives it back. */
async function initialise(folder: string): Promise<void> {
  // A folder left half made by a crash is worth nothing: it is made under another name and renamed when whole.
  const making = `${folder}.making`;
  fs.rmSync(making, { recursive: true, force: true });
  fs.mkdirSync(making, { recursive: true });
  const child = fork(path.join(import.meta.dirname, 'pglite-init.ts'), [making]);
  const [code] = (await once(child, 'exit')) as [number | null];
  if (code !== 0) {
    throw new Failure(`The embedded database could not be made in ${folder}`, {
      kind: 'config',
      action: 'Check that the folder can be written and has 100 MB free, or set DATABASE_URL.',
    });
  }
  fs.rmSync(folder, { recursive: true, force: true });
  fs.renameSync(making, folder);
}
