import { randomBytes } from 'node:crypto';
import type { RequestListener } from 'node:http';
import { Failure, messageOf } from './common/errors.ts';
import { createLog, type Logger } from './common/log.ts';
import { sleep } from './common/sleep.ts';
import { readConfig, type Config } from './config.ts';
import { createApp } from './http/app.ts';
import { Front } from './http/front.ts';
import { listen } from './http/listen.ts';
import { localOnly, type HttpSettings } from './http/settings.ts';
import { tellPayloads } from './payload-config.ts';
import { openPatiently } from './open-patiently.ts';
import { openService, type OpenService } from './open-service.ts';
import { openRuntime, type Runtime } from './runtime.ts';
import { removeServiceFile, writeServiceFile } from './service-file.ts';
import { createAdmin } from './sync/admin.ts';
import { createInbox } from './sync/inbox.ts';
import { EventWatch } from './sync/event-watch.ts';
import { createMetrics, type Metrics } from './sync/metrics.ts';
import { readStatus } from './sync/status.ts';
import type { StoreSetup } from './sync/store-setup.ts';

/** The service: pages for health and figures, and each store kept up to date until SIGINT or SIGTERM. */
async function serve(): Promise<void> {
  const config = readConfig(process.env);
  const log = createLog(config.logLevel);
  const stop = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => stop.abort());
  const http = config.http ?? { ...localOnly, host: config.host, port: config.port };
  const token = randomBytes(32).toString('base64url');
  const front = new Front();
  const listening = await listen(front.listener, http, log);
  let opened: Opened | undefined;
  try {
    opened = await openInTime(config, { log, signal: stop.signal, front });
    front.shows(pagesOf(opened, { log, http, token }));
    // Not before the embedded database is ours: another service may have left word here.
    writeServiceFile(config.dataFolder, { url: listening.localUrl, token });
    log.info({ url: listening.url, org: opened.runtime.orgId }, 'Orderlens is up');
    if (config.payloads) log.info(tellPayloads(config.payloads));
    await opened.service.run();
  } catch (error) {
    if (opened || !stop.signal.aborted) throw error;
  } finally {
    removeServiceFile(config.dataFolder, { token });
    listening.close();
    // Whatever still hangs must not keep the process: what it holds ends by itself.
    const late = opened ? config.stopSeconds * 1000 : 1000;
    setTimeout(() => process.exit(opened ? 1 : process.exitCode), late).unref();
    await opened?.service.close();
    await opened?.runtime.close();
  }
  log.info('Orderlens has stopped');
}

interface Opened {
  readonly runtime: Runtime;
  readonly service: OpenService;
  readonly metrics: Metrics;
  readonly events: EventWatch;
}

/** Both sides may be away when the machine comes up. */
function openInTime(
  config: Config,
  { log, signal, front }: { log: Logger; signal: AbortSignal; front: Front },
): Promise<Opened> {
  let asked = 'the database';
  const open = async () => {
    const asks = (side: string) => (asked = side);
    const runtime = await openRuntime(config, { signal, claim: false, log, asks });
    asks('the database');
    try {
      return await openOver(runtime, log, signal);
    } catch (error) {
      await runtime.close();
      throw error;
    }
  };
  const waits = ({ kind }: Failure) => {
    const why = kind === 'rate-limit' ? 'takes no more requests for now' : 'does not answer';
    front.waitsFor(`It waits for ${asked}, which ${why}; the log says more.`);
  };
  // A login that hangs must not keep it from stopping.
  return Promise.race([openPatiently(open, { signal, log, sleep, waits }), aborted(signal)]);
}

async function openOver(runtime: Runtime, log: Logger, signal: AbortSignal): Promise<Opened> {
  const { memory, stores, budget, budgetReport } = runtime;
  const events = new EventWatch(() => new Date());
  const metrics = createMetrics(
    () => countNudges(stores),
    () => memory.stops.all(),
    { budget, budgetReport, events },
    () => comparisonsOf(memory, stores),
  );
  const service = await openService(runtime, { signal, log, metrics, eventWatch: events });
  return { runtime, service, metrics, events };
}

interface PagesSetup {
  readonly log: Logger;
  readonly http: HttpSettings;
  readonly token: string;
}

function pagesOf(
  { runtime, service, metrics, events }: Opened,
  { log, http, token }: PagesSetup,
): RequestListener {
  const { database, memory, orgId, connection, budgetReport } = runtime;
  return createApp({
    ping: () => database.ping(),
    stopped: async () => (await memory.stops.all()).map(({ store, kind }) => ({ store, kind })),
    status: () => readStatus(orgId, memory, { budget: budgetReport(), events: events.report }),
    registry: metrics.registry,
    inbox: createInbox(service.stores),
    webhookReceived: metrics.webhookReceived,
    admin: { ...createAdmin(memory, service.stores, connection), token },
    access: http,
    checks: service.checks,
    log,
  });
}

function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => {
    const end = () => reject(signal.reason as Error);
    if (signal.aborted) end();
    else signal.addEventListener('abort', end, { once: true });
  });
}

/** Not of a store that is no longer in the stores file. */
async function comparisonsOf({ parity }: Runtime['memory'], stores: readonly StoreSetup[]) {
  const ours = new Set(stores.map(({ store }) => store));
  return (await parity.ends()).filter(({ store }) => ours.has(store));
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
