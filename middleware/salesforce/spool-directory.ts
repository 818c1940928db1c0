import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { Failure, messageOf } from '../common/errors.ts';

const prefix = 'spool-';
const ours = new Set<string>();

/** A directory for one run, readable by nobody else: it holds customers' data. Clears what crashed runs left behind. */
export function makeSpoolDirectory(parent: string): string {
  try {
    mkdirSync(parent, { recursive: true, mode: 0o700 });
    clearSpool(parent);
    const directory = mkdtempSync(join(parent, `${prefix}${process.pid}-`));
    ours.add(basename(directory));
    return directory;
  } catch (error) {
    throw new Failure(`The spool folder ${parent} cannot be written: ${messageOf(error)}`, {
      kind: 'config',
      action: 'Let this user write there, or set SPOOL_DIR to another folder.',
      cause: error,
    });
  }
}

/** Removes what crashed processes left behind. */
export function clearSpool(parent: string): void {
  if (!existsSync(parent)) return;
  for (const name of readdirSync(parent)) {
    if (name.startsWith(prefix) && isLeftOver(name)) rmSync(join(parent, name), removal);
  }
}

/** What a person is told when a spool file cannot be written on. */
export function spoolFailure(path: string, error: unknown): Failure {
  const isFull = ['ENOSPC', 'EDQUOT'].includes(String((error as NodeJS.ErrnoException).code));
  const what = isFull ? 'The disk of the spool folder is full' : 'The spool cannot be written';
  return new Failure(`${what} (${dirname(path)}): ${messageOf(error)}`, {
    kind: 'unavailable',
    action:
      'Free some space there, set SPOOL_DIR to another disk, or lower SPOOL_MAX_MB. It is tried again, and nothing is lost.',
    cause: error,
  });
}

const removal = { recursive: true, force: true } as const;

export function removeSpoolDirectory(directory: string): void {
  rmSync(directory, removal);
  ours.delete(basename(directory));
}

/** In a container every process may have the same id, so our own id alone does not prove that it is ours. */
function isLeftOver(name: string): boolean {
  const pid = Number(name.slice(prefix.length).split('-')[0]);
  return pid === process.pid ? !ours.has(name) : !isAlive(pid);
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

let kept = 0;

/** Moves the file, on the same disk, to a name that sorts in the order of sending, over all writers of this process. */
export function keepFile(path: string, directory: string, object: string): void {
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  kept += 1;
  const target = join(directory, `${String(kept).padStart(6, '0')}-${object}.csv`);
  renameSync(path, target);
}
