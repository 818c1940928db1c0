import { once } from 'node:events';
import { existsSync } from 'node:fs';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import express from 'express';
import type { Express, NextFunction, Request, Response } from 'express';
import { forward } from './proxy.ts';

export interface ConsoleOptions {
  /** 0 or absent: any free port. */
  readonly port?: number;
  /** Where the org answers: `http://127.0.0.1:8801`. */
  readonly orgUrl: string;
  /** The user whose eyes the console has. A function is asked before every request. */
  readonly accessToken?: string;
  readonly token?: () => Promise<string>;
  /** Shown in the app bar: the sandbox shop, for one. */
  readonly links?: readonly { readonly label: string; readonly url: string }[];
}

export interface RunningConsole {
  /** `http://127.0.0.1:PORT`: the list of accounts. A record is at `/lightning/r/Account/ID/view`. */
  readonly url: string;
  close(): Promise<void>;
}

const bundle = fileURLToPath(new URL('../../dist/console/', import.meta.url));
const slds = join(
  dirname(fileURLToPath(import.meta.resolve('@salesforce-ux/design-system/package.json'))),
  'assets',
);

/**
 * Serves the built console on 127.0.0.1. It adds the user's token to what it passes on to the org, so that the browser
 * never holds it.
 * @throws when the console is not built.
 */
export async function startConsole(options: ConsoleOptions): Promise<RunningConsole> {
  if (!existsSync(join(bundle, 'index.html'))) {
    throw new Error('The console is not built: run npm run build');
  }
  const server = createApp(options).listen(options.port ?? 0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, close: () => close(server) };
}

function createApp({ orgUrl, accessToken, token, links = [] }: ConsoleOptions): Express {
  const bearer = token ?? (() => Promise.resolve(accessToken ?? ''));
  const app = express();
  app.disable('x-powered-by');
  app.use(onlyThisMachine);
  app.use('/services', forward(orgUrl, bearer));
  app.get('/console.json', (_, response) => void response.json({ links }));
  app.use('/slds', express.static(slds, { maxAge: '1h', index: false }));
  app.use(express.static(bundle));
  app.get(['/', '/lightning/*path'], (_, response) => {
    response.sendFile(join(bundle, 'index.html'));
  });
  return app;
}

const localHost = /^(127\.0\.0\.1|localhost)(:\d+)?$/;

/** The server speaks with somebody's token: another site's page must not make it speak. */
function onlyThisMachine(request: Request, response: Response, next: NextFunction): void {
  const site = request.get('sec-fetch-site') ?? 'none';
  const isOurs = localHost.test(request.get('host') ?? '');
  if (!isOurs || (request.method !== 'GET' && site === 'cross-site')) {
    response.status(403).json([{ errorCode: 'FORBIDDEN', message: 'Only for this machine.' }]);
    return;
  }
  response.set({
    'content-security-policy':
      "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self'",
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
  });
  next();
}

async function close(server: Server): Promise<void> {
  const closed = once(server, 'close');
  server.close();
  server.closeAllConnections();
  await closed;
}
