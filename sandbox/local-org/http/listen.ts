import {
  createServer,
  type IncomingMessage,
  type RequestListener,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { rule } from '../rules/rule.ts';

const limited = rule('http.header-size');

export interface Listening {
  readonly url: string;
  close(): Promise<void>;
}

/** Clients that keep an instance URL's trailing slash ask for `//services/data`. */
const collapseSlashes = (url: string): string => {
  const end = url.search(/[?#]/);
  const path = end < 0 ? url : url.slice(0, end);
  return path.replace(/\/{2,}/g, '/') + (end < 0 ? '' : url.slice(end));
};

/** URI and headers together: https://help.salesforce.com/s/articleView?id=000386264&type=1 */
const maxHeaderSize = limited ? 16_384 : 1_048_576;

const refuseRequest = (error: NodeJS.ErrnoException, socket: Duplex): void => {
  if (error.code === 'ECONNRESET' || !socket.writable) socket.destroy();
  else if (error.code === 'HPE_HEADER_OVERFLOW') {
    socket.end('HTTP/1.1 431 Request Header Fields Too Large\r\nConnection: close\r\n\r\n');
  } else socket.end('HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n');
};

/**
 * Listens on 127.0.0.1; port 0 takes a free one. `app` is made once the address is known, because tokens and
 * identity URLs carry it.
 */
export const listen = async (
  port: number,
  makeApp: (url: string) => RequestListener,
): Promise<Listening> => {
  let app: RequestListener | undefined;
  const server = createServer(
    { maxHeaderSize },
    (request: IncomingMessage, response: ServerResponse) => {
      request.url = collapseSlashes(request.url ?? '/');
      // A client that hangs up breaks its own request, never the server.
      request.on('error', () => response.destroy());
      response.on('error', () => request.destroy());
      app?.(request, response);
    },
  );
  server.on('clientError', refuseRequest);
  // Bulk uploads on a slow machine outlast the usual five minutes.
  server.requestTimeout = 0;
  // A client may think for longer than Node's five seconds between two requests: jsforce makes a whole file in between.
  server.keepAliveTimeout = 65_000;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  try {
    app = makeApp(url);
  } catch (error) {
    server.close();
    throw error;
  }
  return {
    url,
    close: async () => {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      await closed;
    },
  };
};
