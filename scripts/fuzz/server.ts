import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import type { AppDeps } from '../../middleware/http/deps.ts';
import { appFor } from '../../middleware/http/fixtures/app.ts';

const noLimit = Number.MAX_SAFE_INTEGER;
const limits = {
  ...{ deliveries: noLimit, refusedDeliveries: noLimit, admin: noLimit, refusedAdmin: noLimit },
  pages: noLimit,
};

export interface Answer {
  readonly status: number;
  readonly text: string;
}

/** The service's own pages on a port of this machine. */
export async function serve(given: Partial<AppDeps>) {
  const { app, orders, logged } = appFor({ limits, ...given });
  const server = app.listen(0, '127.0.0.1');
  if (!server.listening) await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const ask = async (path: string, init: RequestInit): Promise<Answer> => {
    const answer = await fetch(url + path, { ...init, signal: AbortSignal.timeout(10_000) });
    return { status: answer.status, text: await answer.text() };
  };
  const close = async () => {
    server.closeAllConnections();
    server.close();
  };
  return { ask, orders, logged, close };
}

const telling = /node_modules|\.ts:\d|\n\s+at |SyntaxError|TypeError/;

/** Whatever is sent: never a failure of ours, and no word of how we are built. */
export function answersWell({ status, text }: Answer): boolean {
  return status < 500 && !telling.test(text);
}
