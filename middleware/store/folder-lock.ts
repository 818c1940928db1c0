import fs from 'node:fs';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { Failure } from '../common/errors.ts';

/**
 * PGlite does not lock its folder, and two processes on it lose rows without a word. SQLite's file lock does it for
 * us, and the operating system lets go of it when the process is killed.
 */
export function lockFolder(folder: string): () => void {
  fs.mkdirSync(folder, { recursive: true });
  const lock = new DatabaseSync(path.join(folder, 'lock.db'));
  try {
    lock.exec('PRAGMA locking_mode=EXCLUSIVE; PRAGMA journal_mode=DELETE; BEGIN EXCLUSIVE; COMMIT');
    lock.exec('CREATE TABLE IF NOT EXISTS holder (pid INTEGER); DELETE FROM holder');
    lock.prepare('INSERT INTO holder VALUES (?)').run(process.pid);
  } catch (error) {
    lock.close();
    throw new Failure(`The data folder ${folder} is in use by another process`, {
      kind: 'config',
      action: 'Stop the other process (is the service running?), or use another DATA_DIR.',
      cause: error,
    });
  }
  return () => lock.close();
}
