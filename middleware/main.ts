import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { Failure, messageOf } from './common/errors.ts';
import { createLog } from './common/log.ts';
import { sleep } from './common/sleep.ts';
import { readConfig } from './config.ts';
import { createApp } from './http/app.ts';
import { openRuntime, type Runtime } from './runtime.ts';
import { createInbox } from './sync/inbox.ts';
import { runLive, type LiveSetup } from './sync/live.ts';
import { createMetrics } from './sync/metrics.ts';
import { requestDesk } from './sync/request-desk.ts';
import { answerRequests } from './sync/requests.ts';
import { runSchedule } from './sync/schedule.ts';
import { readStatus } from './sync/status.ts';
import type { StoreSetup } from './sync/store-setup.ts';
import { watchWebhooks } from './sync/webhook-watch.ts';

/** The service: pages for health and figures, and each store kept up to date until SIGINT or SIGTERM. */
async function serve(): Promise<void> {
  const config = readConfig(process.env);
  const log = createLog(config.logLevel);
  const stop = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => stop.abort());
  const runtime = await openRuntime(config, { signal: stop.signal });
  const metrics = createMetrics(() => countNudges(runtime.stores));
  const app = createApp({
    ping: () => runtime.database.ping(),
    status: () => readStatus(runtime.orgId, runtime.memory),
    registry: metrics.registry,
    inbox: createInbox(runtime.stores),
    webhookReceived: metrics.webhookReceived,
    log,
  });
  const server = app.listen(config.port, config.host);
  try {
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    log.info({ url: `http://${config.host}:${port}`, org: runtime.orgId }, 'Orderlens is up');
    await work(runtime, { signal: stop.signal, log, metrics, sleep });
    // With every store stopped the pages still tell why.
    if (!stop.signal.aborted) await once(stop.signal, 'abort');
  } finally {
    server.close();
    server.closeAllConnections();
    await runtime.close();
  }
  log.info('Orderlens has stopped');
}

/** Everything that goes on at the same time; none of it ends but by the signal, or because a person has to mend it. */
async function work(runtime: Runtime, tools: Omit<LiveSetup, 'stores'>): Promise<void> {
  const { stores, config } = runtime;
  const setup = { ...tools, stores };
  const { publicUrl, pollSeconds, requestPollSeconds } = config;
  const desk = requestDesk(runtime.connection);
  await Promise.all([
    runSchedule({ ...setup, everyMs: pollSeconds * 1000 }),
    runLive(setup),
    publicUrl === null ? undefined : watchWebhooks({ ...setup, publicUrl }),
    requestPollSeconds === 0
      ? undefined
      : answerRequests({ ...setup, desk, everyMs: requestPollSeconds * 1000 }),
  ]);
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
