import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { Failure, messageOf } from './common/errors.ts';
import { createLog } from './common/log.ts';
import { sleep } from './common/sleep.ts';
import { readConfig } from './config.ts';
import { createApp } from './http/app.ts';
import { listen, type Listening } from './http/listen.ts';
import { localOnly } from './http/settings.ts';
import { tellPayloads } from './payload-config.ts';
import { logIdFields } from './mapping/index.ts';
import { openRuntime, type Runtime } from './runtime.ts';
import { createCollectionsWriter } from './salesforce/collections-writer.ts';
import { removeServiceFile, writeServiceFile } from './service-file.ts';
import { createAdmin } from './sync/admin.ts';
import { createInbox } from './sync/inbox.ts';
import { createMetrics } from './sync/metrics.ts';
import { errorDesk } from './sync/error-desk.ts';
import { createCheckDesk } from './sync/parity/check-desk.ts';
import { requestDesk } from './sync/request-desk.ts';
import { runService, type ServiceSetup } from './sync/service.ts';
import { readStatus } from './sync/status.ts';
import type { StoreSetup } from './sync/store-setup.ts';

/** The service: pages for health and figures, and each store kept up to date until SIGINT or SIGTERM. */
async function serve(): Promise<void> {
  const config = readConfig(process.env);
  const log = createLog(config.logLevel);
  const stop = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => stop.abort());
  const runtime = await openRuntime(config, { signal: stop.signal });
  const metrics = createMetrics(() => countNudges(runtime.stores));
  const http = config.http ?? { ...localOnly, host: config.host, port: config.port };
  const token = randomBytes(32).toString('base64url');
  const app = createApp({
    ping: () => runtime.database.ping(),
    status: () => readStatus(runtime.orgId, runtime.memory),
    registry: metrics.registry,
    inbox: createInbox(runtime.stores),
    webhookReceived: metrics.webhookReceived,
    admin: { ...createAdmin(runtime.memory, runtime.stores, runtime.connection), token },
    access: http,
    checks: createCheckDesk(runtime.stores, stop.signal),
    log,
  });
  let listening: Listening | undefined;
  try {
    listening = await listen(app, http, log);
    writeServiceFile(config.dataFolder, { url: listening.localUrl, token });
    log.info({ url: listening.url, org: runtime.orgId }, 'Orderlens is up');
    if (config.payloads) log.info(tellPayloads(config.payloads));
    await runService({
      ...{ stores: runtime.stores, signal: stop.signal, log, metrics, sleep },
      everyMs: config.pollSeconds * 1000,
      publicUrl: config.publicUrl,
      desk: requestDesk(runtime.connection),
      requestsEveryMs: config.requestPollSeconds * 1000,
      errors: errorsOf(runtime, stop.signal),
      verify: config.verify,
    });
    // With every store stopped the pages still tell why.
    if (!stop.signal.aborted) await once(stop.signal, 'abort');
  } finally {
    removeServiceFile(config.dataFolder, { token });
    listening?.close();
    await runtime.close();
  }
  log.info('Orderlens has stopped');
}

function errorsOf(
  { connection, config }: Runtime,
  signal: AbortSignal,
): NonNullable<ServiceSetup['errors']> {
  const { errorsMost: most, logDays: keepDays } = config;
  const writer = createCollectionsWriter({ connection, externalIdFields: logIdFields, signal });
  return { desk: errorDesk(connection), writer, most, keepDays };
}

async function countNudges(stores: readonly StoreSetup[]): Promise<Map<string, number>> {
  const counted = new Map<string, number>();
  for (const { store, memory } of stores) counted.set(store, await memory.nudges.count(store));
  return counted;
}

try {
  await serve();
} catch (error) {
  const action = error instanceof Failure ? `\n${error.action}` : '';
  process.stderr.write(`${messageOf(error)}${action}\n`);
  process.exitCode = 1;
}
