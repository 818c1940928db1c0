import { randomBytes } from 'node:crypto';
import { Failure, messageOf } from './common/errors.ts';
import { createLog } from './common/log.ts';
import { readConfig } from './config.ts';
import { createApp } from './http/app.ts';
import { listen, type Listening } from './http/listen.ts';
import { localOnly } from './http/settings.ts';
import { tellPayloads } from './payload-config.ts';
import { openService } from './open-service.ts';
import { openRuntime } from './runtime.ts';
import { removeServiceFile, writeServiceFile } from './service-file.ts';
import { createAdmin } from './sync/admin.ts';
import { createInbox } from './sync/inbox.ts';
import { EventWatch } from './sync/event-watch.ts';
import { createMetrics } from './sync/metrics.ts';
import { createCheckDesk } from './sync/parity/check-desk.ts';
import { readStatus } from './sync/status.ts';
import type { StoreSetup } from './sync/store-setup.ts';

/** The service: pages for health and figures, and each store kept up to date until SIGINT or SIGTERM. */
async function serve(): Promise<void> {
  const config = readConfig(process.env);
  const log = createLog(config.logLevel);
  const stop = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => stop.abort());
  const runtime = await openRuntime(config, { signal: stop.signal, claim: false, log });
  const { database, memory } = runtime;
  const events = new EventWatch(() => new Date());
  const metrics = createMetrics(
    () => countNudges(runtime.stores),
    () => memory.stops.all(),
    { budget: runtime.budget, budgetReport: runtime.budgetReport, events },
  );
  const service = await openService(runtime, {
    signal: stop.signal,
    log,
    metrics,
    eventWatch: events,
  });
  const http = config.http ?? { ...localOnly, host: config.host, port: config.port };
  const token = randomBytes(32).toString('base64url');
  const app = createApp({
    ping: () => database.ping(),
    stopped: async () => (await memory.stops.all()).map(({ store, kind }) => ({ store, kind })),
    status: () =>
      readStatus(runtime.orgId, memory, {
        budget: runtime.budgetReport(),
        events: events.report,
      }),
    registry: metrics.registry,
    inbox: createInbox(service.stores),
    webhookReceived: metrics.webhookReceived,
    admin: { ...createAdmin(memory, service.stores, runtime.connection), token },
    access: http,
    checks: createCheckDesk(service.stores, stop.signal),
    log,
  });
  let listening: Listening | undefined;
  try {
    listening = await listen(app, http, log);
    writeServiceFile(config.dataFolder, { url: listening.localUrl, token });
    log.info({ url: listening.url, org: runtime.orgId }, 'Orderlens is up');
    if (config.payloads) log.info(tellPayloads(config.payloads));
    await service.run();
  } finally {
    removeServiceFile(config.dataFolder, { token });
    listening?.close();
    // Whatever still hangs must not keep the process: what it holds ends by itself.
    setTimeout(() => process.exit(1), config.stopSeconds * 1000).unref();
    await service.close();
    await runtime.close();
  }
  log.info('Orderlens has stopped');
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
