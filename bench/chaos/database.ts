import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { forgetful, startOwnServer } from '../../middleware/store/fixtures/server.ts';
import { openStore } from '../../middleware/store/store.ts';

/** What the middlewares of a round keep what they know in. */
export interface Databases {
  /** An empty one for a round, as settings of the middleware. `folder`: the round's own. `bare`: not even made yet. */
  fresh(folder: string, bare: boolean): Promise<Readonly<Record<string, string>>>;
  /** Ends all sessions and comes up again; absent where it is part of the middleware. */
  restart?(downMs: number): Promise<void>;
  stop(): Promise<void>;
}

/** A PostgreSQL server of this run's own. */
export async function ownServer(): Promise<Databases> {
  const server = await startOwnServer(forgetful);
  return {
    fresh: async () => ({ DATABASE_URL: await server.freshDatabase() }),
    restart: (downMs) => server.restart(downMs),
    stop: () => server.stop(),
  };
}

/** The embedded database: made once and copied, for making one takes as long as half a round. */
export async function embedded(): Promise<Databases> {
  const prepared = fs.mkdtempSync(path.join(os.tmpdir(), 'orderlens-prepared-'));
  await (await openStore({ folder: prepared })).close();
  return {
    fresh: async (folder, bare) => {
      const data = path.join(folder, 'data');
      if (!bare) await fs.promises.cp(prepared, data, { recursive: true });
      return { DATABASE_URL: '', DATA_DIR: data };
    },
    stop: async () => fs.rmSync(prepared, { recursive: true, force: true }),
  };
}

const leastRoom = 2_000_000_000;

/**
 * A folder in memory, where the machine has room in one. A process that is killed loses nothing of what it has written to
 * any folder, so it is as good as a disk for all that goes wrong here, and syncing to it takes no time.
 */
export function folderInMemory(): string | undefined {
  const folder = '/dev/shm';
  try {
    fs.accessSync(folder, fs.constants.W_OK);
    const { bavail, bsize } = fs.statfsSync(folder);
    return bavail * bsize > leastRoom ? folder : undefined;
  } catch {
    return undefined;
  }
}
