import { messageOf } from './common/errors.ts';
import { sleep } from './common/sleep.ts';
import { pubSubAddress } from './events-config.ts';
import { logIdFields } from './mapping/index.ts';
import type { Runtime } from './runtime.ts';
import { createCollectionsWriter } from './salesforce/collections-writer.ts';
import { errorDesk } from './sync/error-desk.ts';
import type { EventSource } from './sync/hear-events.ts';
import { requestDesk } from './sync/request-desk.ts';
import { Service, type ServiceSetup } from './sync/service.ts';
import type { StoreSetup } from './sync/store-setup.ts';

export interface OpenService {
  /** To take orders for. */
  readonly stores: readonly StoreSetup[];
  /** Until the signal. */
  run(): Promise<void>;
  close(): Promise<void>;
}

/** The service of a runtime that has claimed no store. Throws Failure. */
export async function openService(
  runtime: Runtime,
  setup: Pick<ServiceSetup, 'signal' | 'log' | 'metrics' | 'nightly'>,
): Promise<OpenService> {
  const { database, orgId, config, connection, owner, stores, takeOver } = runtime;
  const queue = await database.openQueue(orgId, (error) =>
    setup.log.warn(`The queue could not do its housekeeping: ${messageOf(error)}`),
  );
  const service = new Service({
    ...setup,
    ...{ stores, takeOver, owner, queue, sleep, wire: database.wire },
    leases: database.leases(orgId),
    everyMs: config.pollSeconds * 1000,
    publicUrl: config.publicUrl,
    desk: requestDesk(connection),
    requestsEveryMs: config.requestPollSeconds * 1000,
    errors: errorsOf(runtime, setup.signal),
    events: eventsOf(runtime),
    verify: config.verify,
    stopMs: config.stopSeconds * 1000,
  });
  return { stores: service.stores, run: () => service.run(), close: () => queue.close() };
}

function errorsOf(
  { connection, config }: Runtime,
  signal: AbortSignal,
): NonNullable<ServiceSetup['errors']> {
  const { errorsMost: most, logDays: keepDays } = config;
  const writer = createCollectionsWriter({ connection, externalIdFields: logIdFields, signal });
  return { desk: errorDesk(connection), writer, most, keepDays };
}

function eventsOf({ config, connection, memory }: Runtime): EventSource | undefined {
  const address = pubSubAddress(config.events, connection.instanceUrl);
  return address && { connection, address, positions: memory.positions };
}
