import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import type { AddressInfo, Server } from 'node:net';
import { Failure, messageOf } from './common/errors.ts';
import { createLog } from './common/log.ts';
import { sleep } from './common/sleep.ts';
import { readConfig, type Config } from './config.ts';
import { createApp } from './http/app.ts';
import { openRuntime } from './runtime.ts';
import { localUrl, removeServiceFile, writeServiceFile } from './service-file.ts';
import { createAdmin } from './sync/admin.ts';
import { createInbox } from './sync/inbox.ts';
import { createMetrics } from './sync/metrics.ts';
import { requestDesk } from './sync/request-desk.ts';
import { runService } from './sync/service.ts';
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
  const token = randomBytes(32).toString('base64url');
  const app = createApp({
    ping: () => runtime.database.ping(),
    status: () => readStatus(runtime.orgId, runtime.memory),
    registry: metrics.registry,
    inbox: createInbox(runtime.stores),
    webhookReceived: metrics.webhookReceived,
    admin: { ...createAdmin(runtime.memory, runtime.stores), token },
    log,
  });
  const server = app.listen(config.port, config.host);
  try {
    const port = await listening(server, config);
    writeServiceFile(config.dataFolder, { url: localUrl(config.host, port), token });
    log.info({ url: `http://${config.host}:${port}`, org: runtime.orgId }, 'Orderlens is up');
    await runService({
      ...{ stores: runtime.stores, signal: stop.signal, log, metrics, sleep },
      everyMs: config.pollSeconds * 1000,
      publicUrl: config.publicUrl,
      desk: requestDesk(runtime.connection),
      requestsEveryMs: config.requestPollSeconds * 1000,
    });
    // With every store stopped the pages still tell why.
    if (!stop.signal.aborted) await once(stop.signal, 'abort');
  } finally {
    removeServiceFile(config.dataFolder, { token });
    server.close();
    server.closeAllConnections();
    await runtime.close();
  }
  log.info('Orderlens has stopped');
}

/** Gives the port that it has taken. */
async function listening(server: Server, { host, port }: Config): Promise<number> {
  try {
    await once(server, 'listening');
  } catch (cause) {
    throw new Failure(`The service cannot listen at ${host}:${port}: ${messageOf(cause)}`, {
      kind: 'config',
      action: 'Stop what listens there (another Orderlens?), or set PORT and HOST to others.',
      cause,
    });
  }
  return (server.address() as AddressInfo).port;
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
