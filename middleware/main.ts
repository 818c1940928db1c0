import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { Failure, messageOf } from './common/errors.ts';
import { createLog } from './common/log.ts';
import { sleep } from './common/sleep.ts';
import { readConfig } from './config.ts';
import { createApp } from './http/app.ts';
import { openRuntime } from './runtime.ts';
import { createMetrics } from './sync/metrics.ts';
import { runSchedule } from './sync/schedule.ts';
import { readStatus } from './sync/status.ts';

/** The service: pages for health and figures, and each store kept up to date until SIGINT or SIGTERM. */
async function serve(): Promise<void> {
  const config = readConfig(process.env);
  const log = createLog(config.logLevel);
  const stop = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => stop.abort());
  const runtime = await openRuntime(config, { signal: stop.signal });
  const metrics = createMetrics();
  const app = createApp({
    ping: () => runtime.database.ping(),
    status: () => readStatus(runtime.orgId, runtime.memory),
    registry: metrics.registry,
    log,
  });
  const server = app.listen(config.port, config.host);
  try {
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    log.info({ url: `http://${config.host}:${port}`, org: runtime.orgId }, 'Orderlens is up');
    const everyMs = config.pollSeconds * 1000;
    const { stores } = runtime;
    await runSchedule({ stores, everyMs, signal: stop.signal, log, metrics, sleep });
    // With every store stopped the pages still tell why.
    if (!stop.signal.aborted) await once(stop.signal, 'abort');
  } finally {
    server.close();
    server.closeAllConnections();
    await runtime.close();
  }
  log.info('Orderlens has stopped');
}

try {
  await serve();
} catch (error) {
  const action = error instanceof Failure ? `\n${error.action}` : '';
  process.stderr.write(`${messageOf(error)}${action}\n`);
  process.exitCode = 1;
}
