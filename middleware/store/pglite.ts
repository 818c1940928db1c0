import { fork } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import path from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { Worker } from 'node:worker_threads';
import { Failure } from '../common/errors.ts';
import { PGliteClient } from './pglite-client.ts';

/**
 * Keeps V8 from optimising the WASM: a third of the speed for a third of the memory (measured 252 MB warm instead of
 * 350 to 830). They work only when set before PGlite is imported.
 */
const wasmFlags = ['--liftoff-only', '--no-wasm-tier-up', '--no-wasm-dynamic-tiering'];

/** The thread that has the database makes little garbage: rows come and go in one piece. */
const resourceLimits = { maxYoungGenerationSizeMb: 8 };

/** Opens the embedded database in `folder`, made first where there is none. One process at a time: see folder-lock.ts. */
export async function openPGlite(folder: string): Promise<PGliteClient> {
  if (!fs.existsSync(path.join(folder, 'PG_VERSION'))) await initialise(folder);
  for (const flag of wasmFlags) setFlagsFromString(flag);
  const thread = path.join(import.meta.dirname, 'pglite-thread.ts');
  return PGliteClient.over(new Worker(thread, { workerData: folder, resourceLimits }));
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
