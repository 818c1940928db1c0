import fs from 'node:fs';
import path from 'node:path';
import { Kysely, PGliteDialect } from 'kysely';
import { Failure, messageOf } from '../common/errors.ts';
import type { Connection } from './connection.ts';
import { lockFolder } from './folder-lock.ts';
import type { Database } from './schema.ts';
import { localWire } from './wire.ts';

/** The embedded server vacuums nothing by itself. */
const maintenanceEveryMs = 10 * 60_000;

/** Opens, or makes, the database in a folder. Throws Failure `config`. */
export async function openEmbedded(folder: string): Promise<Connection> {
  makeFolder(folder);
  const unlock = lockFolder(folder);
  try {
    const { openPGlite } = await import('./pglite.ts');
    const pglite = await openPGlite(path.join(folder, 'pg'));
    const db = new Kysely<Database>({ dialect: new PGliteDialect({ pglite }) });
    const { urgent } = pglite;
    const urgentDb = new Kysely<Database>({ dialect: new PGliteDialect({ pglite: urgent }) });
    const timer = setInterval(() => {
      // Housekeeping only: if it fails now, it is tried again in ten minutes.
      pglite.exec('VACUUM (ANALYZE)').then(
        () => pglite.exec('CHECKPOINT'),
        () => undefined,
      );
    }, maintenanceEveryMs);
    timer.unref();
    return {
      ...{ db, urgentDb, leaseDb: urgentDb, patientDb: db, wire: localWire(), exclusive: true },
      alone: (_name, work) => work(),
      queue: async () => {
        const { fromPglite } = await import('pg-boss');
        return { db: fromPglite(pglite), backend: 'pglite' };
      },
      close: async () => {
        clearInterval(timer);
        await db.destroy();
        unlock();
      },
    };
  } catch (error) {
    unlock();
    throw error;
  }
}

function makeFolder(folder: string): void {
  try {
    fs.mkdirSync(folder, { recursive: true, mode: 0o700 });
    fs.accessSync(folder, fs.constants.W_OK);
  } catch (error) {
    throw new Failure(`The data folder ${folder} cannot be written: ${messageOf(error)}`, {
      kind: 'config',
      action: 'Let this user write there, or set DATA_DIR to another folder.',
      cause: error,
    });
  }
}
