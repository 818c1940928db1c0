import { Failure, messageOf } from './common/errors.ts';
import { sleep } from './common/sleep.ts';
import { pubSubAddress } from './events-config.ts';
import { logIdFields } from './mapping/index.ts';
import type { Runtime } from './runtime.ts';
import { budgeted } from './salesforce/budgeted.ts';
import { createCollectionsWriter } from './salesforce/collections-writer.ts';
import { readLimits } from './salesforce/limits.ts';
import { errorDesk } from './sync/error-desk.ts';
import type { EventSource } from './sync/hear-events.ts';
import type { CheckDesk } from './sync/parity/check-desk.ts';
import { requestDesk } from './sync/request-desk.ts';
import { Service, type ServiceSetup } from './sync/service.ts';
import type { StoreSetup } from './sync/store-setup.ts';

export interface OpenService {
  /** To take orders for. */
  readonly stores: readonly StoreSetup[];
  /** Where orders to compare both sides are taken. */
  readonly checks: CheckDesk;
  /** Until the signal. */
  run(): Promise<void>;
  close(): Promise<void>;
}

/** The service of a runtime that has claimed no store. Throws Failure. */
export async function openService(
  runtime: Runtime,
  setup: Pick<ServiceSetup, 'signal' | 'log' | 'metrics' | 'nightly' | 'eventWatch'>,
): Promise<OpenService> {
  const { database, orgId, config, connection, owner, stores, takeOver, budget } = runtime;
  const queue = await database.openQueue(orgId, (error) =>
    setup.log.warn(`The queue could not do its housekeeping: ${messageOf(error)}`),
  );
  const events = config.requestPollSeconds > 0 ? eventsOf(runtime) : undefined;
  if (events) setup.eventWatch?.is('elsewhere');
  const service = new Service({
    ...setup,
    ...{ stores, takeOver, owner, queue, sleep, wire: database.wire },
    leases: database.leases(orgId),
    everyMs: config.pollSeconds * 1000,
    publicUrl: config.publicUrl,
    // Agents wait for it.
    desk: requestDesk(budgeted(connection, budget, 'live')),
    requestsEveryMs: config.requestPollSeconds * 1000,
    errors: errorsOf(runtime, setup.signal),
    events,
    verify: config.verify,
    stopMs: config.stopSeconds * 1000,
  });
  const unwatch = watchLimits(runtime, setup);
  return {
    stores: service.stores,
    checks: service.checks,
    run: () => service.run(),
    close: () => {
      unwatch();
      return queue.close();
    },
  };
}

const lookEveryMs = 15_000;
const askEveryMs = 3_600_000;

/** Notices how the org's limits stand also while nothing is written; Bulk batches are asked for now and each hour. */
function watchLimits(
  { connection, budget, budgetReport }: Runtime,
  { signal, log }: Pick<ServiceSetup, 'signal' | 'log'>,
) {
  const ask = async () => {
    try {
      const { bulkBatches } = await readLimits(connection, signal);
      budget.seeBulk(bulkBatches, Date.now());
    } catch (error) {
      // What matters of it is told wherever else Salesforce is asked.
      if (!(error instanceof Failure) && !signal.aborted) {
        log.warn(`The org's limits could not be asked for: ${messageOf(error)}`);
      }
    }
  };
  void ask();
  const timers = [
    setInterval(budgetReport, lookEveryMs),
    setInterval(() => void ask(), askEveryMs),
  ];
  for (const timer of timers) timer.unref();
  return () => timers.forEach((timer) => clearInterval(timer));
}

function errorsOf(
  { connection: all, config, budget }: Runtime,
  signal: AbortSignal,
): NonNullable<ServiceSetup['errors']> {
  const { errorsMost: most, logDays: keepDays } = config;
  const connection = budgeted(all, budget, 'check');
  const writer = createCollectionsWriter({ connection, externalIdFields: logIdFields, signal });
  return { desk: errorDesk(connection), writer, most, keepDays };
}

function eventsOf({ config, connection, memory }: Runtime): EventSource | undefined {
  const address = pubSubAddress(config.events, connection.instanceUrl);
  return address && { connection, address, positions: memory.positions };
}
