import { once } from 'node:events';
import fs from 'node:fs';
import http, { type RequestListener, type Server } from 'node:http';
import https from 'node:https';
import type { AddressInfo } from 'node:net';
import { createSecureContext } from 'node:tls';
import { Failure, messageOf } from '../common/errors.ts';
import type { Logger } from '../common/log.ts';
import { isLoopbackHost, type HttpSettings, type TlsFiles } from './settings.ts';

export interface Listening {
  /** Where it is reached from outside. */
  readonly url: string;
  /** Where this machine reaches it: by plain http, over loopback. */
  readonly localUrl: string;
  /** Ends at once whoever is still connected. */
  close(): void;
}

/** Whoever sends a request slowly on purpose holds a connection no longer than this. */
const slowness = {
  headersTimeout: 10_000,
  requestTimeout: 30_000,
  connectionsCheckingInterval: 5000,
  /** Longer than a load balancer keeps an idle connection, or it would send into one that we have closed. */
  keepAliveTimeout: 65_000,
  maxHeaderSize: 16_384,
};
const mostHeaders = 100;
const mostConnections = 4096;

/**
 * Opens the address of the settings and, where that is not plain http on loopback, a second one for the command line of
 * this machine. Throws Failure `config` where an address is taken or a certificate cannot be used.
 */
export async function listen(
  app: RequestListener,
  settings: Pick<HttpSettings, 'host' | 'port' | 'tls'>,
  log: Pick<Logger, 'info' | 'error'>,
): Promise<Listening> {
  const { host, port, tls } = settings;
  const outer = tls ? secure(app, tls, log) : { server: http.createServer(slowness, app) };
  const servers: Server[] = [outer.server];
  try {
    const url = await open(outer.server, host, port, tls ? 'https' : 'http');
    if (!tls && isLoopbackHost(host)) return { url, localUrl: url, close: () => close(servers) };
    const inner = http.createServer(slowness, app);
    servers.push(inner);
    const localUrl = await open(inner, '127.0.0.1', 0, 'http');
    return { url, localUrl, close: () => close(servers) };
  } catch (error) {
    close(servers);
    throw error;
  }
}

async function open(server: Server, host: string, port: number, scheme: string): Promise<string> {
  server.maxHeadersCount = mostHeaders;
  server.maxConnections = mostConnections;
  server.listen(port, host);
  try {
    await once(server, 'listening');
  } catch (cause) {
    throw new Failure(`The service cannot listen at ${host}:${port}: ${messageOf(cause)}`, {
      kind: 'config',
      action: 'Stop what listens there (another Orderlens?), or set PORT and HOST to others.',
      cause,
    });
  }
  const name = host.includes(':') ? `[${host}]` : host;
  return `${scheme}://${name}:${(server.address() as AddressInfo).port}`;
}

function close(servers: readonly Server[]): void {
  for (const server of servers) {
    server.close();
    server.closeAllConnections();
  }
}

/** A certificate is renewed every few weeks; nobody should have to restart for it. */
function secure(app: RequestListener, files: TlsFiles, log: Pick<Logger, 'info' | 'error'>) {
  const server = https.createServer(
    { ...slowness, ...readPair(files), minVersion: 'TLSv1.2' },
    app,
  );
  const renew = () => {
    try {
      server.setSecureContext({ ...readPair(files), minVersion: 'TLSv1.2' });
      log.info('The certificate was read again');
    } catch (error) {
      log.error({ err: error }, 'The new certificate cannot be used; the one before stays');
    }
  };
  const paths = [files.certFile, files.keyFile];
  // Asks for the time of change: certificates are often links that are put elsewhere, which sends no event.
  for (const path of paths) fs.watchFile(path, { interval: 5000, persistent: false }, renew);
  process.on('SIGHUP', renew);
  server.once('close', () => {
    for (const path of paths) fs.unwatchFile(path, renew);
    process.off('SIGHUP', renew);
  });
  return { server };
}

function readPair({ certFile, keyFile }: TlsFiles): { cert: Buffer; key: Buffer } {
  try {
    const pair = { cert: fs.readFileSync(certFile), key: fs.readFileSync(keyFile) };
    // Throws where one does not belong to the other.
    createSecureContext(pair);
    return pair;
  } catch (cause) {
    throw new Failure(`The certificate ${certFile} cannot be used: ${messageOf(cause)}`, {
      kind: 'config',
      action: 'Set TLS_CERT_FILE and TLS_KEY_FILE to a certificate chain and its key, in PEM.',
      cause,
    });
  }
}
