import { Kysely, PostgresDialect, sql } from 'kysely';
import type { PoolConfig } from 'pg';
import type { Failure } from '../common/errors.ts';
import { databaseFailure } from './away.ts';
import type { Connection } from './connection.ts';
import type { Database } from './schema.ts';
import { serverWire } from './wire.ts';

/**
 * The server gives up first; where it has vanished, we do. A process that is frozen within a transaction keeps its session,
 * and with it the locks for which all others wait: the server ends it.
 */
const timeouts = {
  ...{ statement_timeout: 60_000, query_timeout: 75_000 },
  idle_in_transaction_session_timeout: 10_000,
};
/** A heartbeat that comes late is worth nothing. */
const brief = {
  ...{ statement_timeout: 5000, query_timeout: 6000, connectionTimeoutMillis: 5000 },
  idle_in_transaction_session_timeout: 3000,
};
/** The work goes on elsewhere meanwhile, and may wait for Salesforce. */
const longestAloneMs = 10 * 60_000;

/** Sessions with a PostgreSQL server. Throws Failure `unavailable` where it is away, `config` where it lets nobody in. */
export async function connectServer(databaseUrl: string): Promise<Connection> {
  const { default: pg } = await import('pg');
  const usual = {
    ...{ connectionString: databaseUrl, keepAlive: true, connectionTimeoutMillis: 15_000 },
    application_name: 'orderlens',
  };
  const open = (change: PoolConfig) => {
    const pool = new pg.Pool({ ...usual, ...change });
    // An idle client that loses its server would otherwise end the process; the next query reports it properly.
    pool.on('error', () => undefined);
    // As would one that loses it between two statements of a transaction.
    pool.on('connect', (client) => client.on('error', () => undefined));
    return new Kysely<Database>({ dialect: new PostgresDialect({ pool }) });
  };
  const db = open({ max: 10, ...timeouts });
  const leaseDb = open({ max: 1, ...brief });
  const patientDb = open({ max: 1 });
  const lockDb = open({ max: 1, idle_in_transaction_session_timeout: longestAloneMs });
  const all = [db, leaseDb, patientDb, lockDb];
  await sql`select 1`.execute(db).catch(async (error: unknown) => {
    for (const one of all) await one.destroy();
    throw notReached(error);
  });
  const wire = serverWire(
    () => new pg.Client(usual),
    async (channel, message) =>
      void (await sql`select pg_notify(${channel}, ${message})`.execute(db)),
  );
  return {
    ...{ db, urgentDb: db, leaseDb, patientDb, wire, exclusive: false },
    // The lock is its session's own, so it ends with the process, however that ends.
    alone: (name, work) =>
      lockDb.transaction().execute(async (trx) => {
        await sql`select pg_advisory_xact_lock(hashtextextended(${name}, 0))`.execute(trx);
        return work();
      }),
    queue: async () => {
      return { connectionString: databaseUrl, max: 3, application_name: 'orderlens queue' };
    },
    close: async () => {
      await wire.close();
      for (const one of all) await one.destroy();
    },
  };
}

function notReached(cause: unknown): Failure {
  const action = 'Check DATABASE_URL, and that the server runs and lets this machine in.';
  return databaseFailure('The database server cannot be used', cause, action);
}
