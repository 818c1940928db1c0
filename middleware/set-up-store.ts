import { Gate } from './common/gate.ts';
import type { Config, StoreConfig } from './config.ts';
import type { Source } from './connectors/connector.ts';
import {
  externalIdFields,
  storeKey,
  storeKeyField,
  storeObject,
  type MappingSettings,
} from './mapping/index.ts';
import type { Budget as ApiBudget, Use } from './salesforce/budget.ts';
import { budgeted } from './salesforce/budgeted.ts';
import { createCollectionsWriter } from './salesforce/collections-writer.ts';
import type { SalesforceConnection } from './salesforce/connection.ts';
import { adoptLostJobs } from './salesforce/job.ts';
import { tellAdopted } from './adopted-jobs.ts';
import type { Logger } from './common/log.ts';
import { createSizedWriter, type Budget } from './salesforce/sized-writer.ts';
import { upsertOne } from './salesforce/upsert.ts';
import { clearSpool } from './salesforce/spool-directory.ts';
import { createBulkWriter, limitsFor } from './salesforce/writer.ts';
import { io } from './sources.ts';
import type { Store } from './store/store.ts';
import { Brake } from './sync/brake.ts';
import { openContacts } from './sync/contacts.ts';
import { salesforceBooks } from './sync/parity/books.ts';
import { openPresence } from './sync/presence.ts';
import type { StoreSetup } from './sync/store-setup.ts';
import { createTraffic } from './sync/traffic.ts';
import { WiredBell } from './sync/wired-bell.ts';

export interface SetUpDeps {
  readonly connection: SalesforceConnection;
  readonly memory: Store;
  readonly signal: AbortSignal;
  readonly keepSpool: string | undefined;
  /** The org's: what it has left of its limits. */
  readonly requests: ApiBudget;
  /** What the org has left; without it, only size decides how rows are written. */
  readonly budget?: Budget | undefined;
  /** The org's: sync/traffic.ts. */
  readonly deciding: Gate;
  readonly log?: Logger | undefined;
}

/**
 * So many rows that somebody waits for still go by calls of 1,000: bulk jobs, one for each object, take about as many
 * requests to create, to fill and to ask after, and each waits for its turn.
 */
const liveRows = 10_000;

/** One store with everything that a run of it needs. */
export function setUpStore(
  store: StoreConfig,
  source: Source,
  config: Config,
  { connection, memory, signal, keepSpool, deciding, budget, requests, log }: SetUpDeps,
): StoreSetup {
  const key = storeKey(store.platform, store.key);
  const over = (use: Use) => budgeted(connection, requests, use);
  const few = (use: Use) =>
    createCollectionsWriter({ connection: over(use), externalIdFields, signal });
  const lost = new Set<string>();
  const onAdopted = tellAdopted(key, log);
  const settleLost = () =>
    adoptLostJobs({ connection, ledger: memory.ledger, signal, onAdopted }, lost);
  const bell = new WiredBell();
  clearSpool(config.spoolFolder);
  const { spoolFolder: spoolDir, spoolMaxMB } = config;
  const limits = spoolMaxMB === undefined ? {} : limitsFor(spoolMaxMB * 1e6);
  const spool = { spoolDir, limits, ...(keepSpool ? { keepSpool } : {}) };
  const many = (use: Use) =>
    createBulkWriter({
      ...{ connection: over(use), externalIdFields, ledger: memory.ledger, signal, lost, ...spool },
      onJob: ({ rows }) => requests.bulk.sent(rows, io.now().getTime()),
    });
  const shared = { first: settleLost, budget };
  const history = { few: few('check'), many: many('backfill') };
  const live = { few: few('live'), many: many('live') };
  return {
    key: store.key,
    store: key,
    platform: store.platform,
    source,
    mapping: mappingOf(store),
    memory,
    writer: keepSpool ? history.many : createSizedWriter({ ...history, ...shared }),
    liveWriter: createSizedWriter({ ...live, ...shared, urgency: 'live', fewRows: liveRows }),
    settleLost,
    traffic: createTraffic({ deciding, onFree: () => bell.ring() }),
    saveStore: (fields) => {
      const record = { object: storeObject, externalIdField: storeKeyField, externalId: key };
      return upsertOne(over('check'), { ...record, fields }, signal);
    },
    // Runs and live changes ask alike.
    contacts: openContacts(over('live')),
    presence: openPresence(over('live')),
    books: salesforceBooks(over('check')),
    now: io.now,
    gate: new Gate(),
    bell,
    due: new WiredBell(),
    brake: new Brake(),
    probe: async (signal) => {
      await source.ping?.(signal);
      await connection.request('GET', '', { signal, attempts: 1 });
    },
  };
}

function mappingOf({ createContacts, createProducts, history }: StoreConfig): MappingSettings {
  return { createContacts, createProducts, history };
}
