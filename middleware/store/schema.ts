/** Tables, as Kysely knows them. Text keys are `collate "C"`: byte order is enough, and the fastest. */
export interface Database {
  checkpoint: CheckpointTable;
  outcome: OutcomeTable;
  rejection: RejectionTable;
  job_ledger: JobLedgerTable;
  run: RunTable;
}

/** How far a model of a store has been read with everything before it settled. */
export interface CheckpointTable {
  org: string;
  store: string;
  model: string;
  /** The connector's; null: begin anew. */
  cursor: string | null;
  /** Whether the first full read is through, so that `cursor` is where a delta begins. */
  complete: boolean;
  /** Of the mapping that wrote what lies behind the cursor. */
  fingerprint: string;
  /** The source's clock, UTC ISO-8601. */
  read_at: string;
}

/** The last outcome of each aggregate, so that what has not changed is not sent. */
export interface OutcomeTable {
  org: string;
  key: string;
  /** Hex of the mapped rows that were sent. */
  hash: string;
  state: 'written' | 'rejected';
  source_time: string;
}

/** Records that are not in Salesforce, and why. */
export interface RejectionTable {
  org: string;
  store: string;
  model: string;
  /** External id where it could be read, else where in the input it stood. */
  key: string;
  stage: RejectionStage;
  reason: string;
  /** JSON as received, at most some 10,000 characters; personal data, never logged. */
  raw: string | null;
  rejected_at: string;
}
export type RejectionStage = 'read' | 'map' | 'write' | 'waiting' | 'retry';

export interface JobLedgerTable {
  org: string;
  job: string;
  object: string;
  opened_at: string;
}

export interface RunTable {
  id: string;
  org: string;
  store: string;
  model: string;
  mode: 'backfill' | 'delta';
  state: 'running' | 'done' | 'incomplete' | 'failed';
  started_at: string;
  ended_at: string | null;
  /** JSON of the counters. */
  counts: string;
  message: string | null;
}
