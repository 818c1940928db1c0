import { startServer, type TestServer } from '../../middleware/store/fixtures/server.ts';

/** A PostgreSQL server of this run's own. */
export interface Server {
  freshDatabase(): Promise<string>;
  restart(downMs: number): Promise<void>;
  stop(): Promise<void>;
}

export async function ownServer(): Promise<Server> {
  // One that was given is somebody's: nobody may restart it.
  delete process.env['TEST_DATABASE_URL'];
  delete process.env['DATABASE_URL'];
  const server: TestServer = await startServer();
  return {
    freshDatabase: () => server.freshDatabase(),
    restart: (downMs) => server.restart!(downMs),
    stop: () => server.stop(),
  };
}
