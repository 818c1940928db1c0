import type { Kysely } from 'kysely';
import type { ConstructorOptions } from 'pg-boss';
import type { Database } from './schema.ts';
import type { Wire } from './wire.ts';

/** An open database, of either kind. */
export interface Connection {
  readonly db: Kysely<Database>;
  /** For what somebody waits for meanwhile: it never waits for heavy work but for what is under way. */
  readonly urgentDb: Kysely<Database>;
  /** Sessions of their own for leases, so that heavy work does not keep a heartbeat waiting. */
  readonly leaseDb: Kysely<Database>;
  /** Without time-outs, for what may take long. */
  readonly patientDb: Kysely<Database>;
  readonly wire: Wire;
  /** Does the work while no other process does work of that name. */
  alone<T>(name: string, work: () => Promise<T>): Promise<T>;
  /** How the queue gets at it. */
  queue(): Promise<ConstructorOptions>;
  /** Whether no other process can have it open. */
  readonly exclusive: boolean;
  close(): Promise<void>;
}
