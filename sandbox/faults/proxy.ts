import { createServer, request as send } from 'node:http';
import type { ClientRequest, IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { pipeline, Transform } from 'node:stream';
import type { Effect, Fault, PlannedFault } from './fault.ts';
import { Plan } from './plan.ts';

export interface SeenRequest {
  readonly method: string;
  /** With the query. */
  readonly path: string;
  /** What the client got; null while open, or when the connection was cut. */
  status: number | null;
  /** Name of the effect that was applied. */
  readonly effect: Effect['kind'] | null;
}

export interface FaultProxy {
  readonly url: string;
  readonly requests: readonly SeenRequest[];
  /** Faults are tried in the order planned; one that is used up is passed over. */
  plan(fault: Fault): PlannedFault;
  close(): Promise<void>;
}

/**
 * Stands between a client and an HTTP server and breaks what it is told to break. Everything else goes through as a
 * stream. The server's own address in answers (`instance_url`) becomes the proxy's, so that clients stay on it.
 */
export async function startFaultProxy({ target }: { target: string }): Promise<FaultProxy> {
  const plan = new Plan();
  const requests: SeenRequest[] = [];
  const origin = new URL(target).origin;
  const server = createServer((incoming, outgoing) => {
    const effect = plan.take(incoming);
    const seen: SeenRequest = {
      method: incoming.method ?? '',
      path: incoming.url ?? '',
      status: null,
      effect: effect?.kind ?? null,
    };
    requests.push(seen);
    outgoing.on('finish', () => (seen.status = outgoing.statusCode));
    handle({ incoming, outgoing, origin, own: `http://${incoming.headers.host}` }, effect);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    plan: (fault) => plan.add(fault),
    close: () => closeServer(server),
  };
}

function closeServer(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}

interface Exchange {
  readonly incoming: IncomingMessage;
  readonly outgoing: ServerResponse;
  readonly origin: string;
  readonly own: string;
}

function handle(exchange: Exchange, effect: Effect | null): void {
  switch (effect?.kind) {
    case 'answer':
      return answerItself(exchange, effect);
    case 'hang':
      exchange.incoming.resume();
      return;
    case 'delay':
      setTimeout(() => forward(exchange, null), effect.ms);
      return;
    default:
      return forward(exchange, effect);
  }
}

/** Reads some of the request first, so that the client is in the middle of sending when the answer comes. */
function answerItself(
  { incoming, outgoing }: Exchange,
  effect: Extract<Effect, { kind: 'answer' }>,
): void {
  const answer = () => {
    if (outgoing.headersSent) return;
    const body = typeof effect.body === 'string' ? effect.body : JSON.stringify(effect.body ?? []);
    outgoing.writeHead(effect.status, { 'content-type': 'application/json', ...effect.headers });
    outgoing.end(body);
  };
  if (effect.afterRequestBytes === undefined) {
    incoming.resume().on('end', answer);
    return;
  }
  let left = effect.afterRequestBytes;
  incoming.on('data', (bytes: Buffer) => {
    left -= bytes.length;
    if (left <= 0) answer();
  });
  incoming.on('end', answer);
}

function forward(exchange: Exchange, effect: Effect | null): void {
  const { incoming, outgoing, origin } = exchange;
  const url = new URL(incoming.url ?? '/', origin);
  const headers = { ...incoming.headers, host: url.host };
  // What cannot be read cannot be rewritten.
  delete headers['accept-encoding'];
  const upstream = send(url, { method: incoming.method, headers, agent: false });
  upstream.on('error', () => outgoing.destroy());
  upstream.on('response', (response) => passOn(exchange, response, effect));
  outgoing.on('close', () => upstream.destroy());
  const cut = effect?.kind === 'reset-request' ? effect.afterBytes : null;
  if (cut === null) pipeline(incoming, upstream, () => undefined);
  else cutRequest(incoming, upstream, cut);
}

function cutRequest(incoming: IncomingMessage, upstream: ClientRequest, afterBytes: number): void {
  const reset = () => {
    upstream.destroy();
    incoming.socket.resetAndDestroy();
  };
  let left = afterBytes;
  incoming.on('data', (bytes: Buffer) => {
    if (left <= 0) return;
    upstream.write(bytes.subarray(0, left));
    left -= bytes.length;
    if (left <= 0) setImmediate(reset);
  });
  incoming.on('end', reset);
}

const rewritable = /json|html|javascript/;

function passOn(exchange: Exchange, response: IncomingMessage, effect: Effect | null): void {
  const { outgoing, incoming } = exchange;
  if (effect?.kind === 'lose-answer') {
    response.resume().on('end', () => incoming.socket.resetAndDestroy());
    return;
  }
  const text = rewritable.test(response.headers['content-type'] ?? '');
  if (effect?.kind === 'rewrite' || (text && effect === null)) {
    void rewrite(exchange, response, effect);
    return;
  }
  const headers = { ...response.headers };
  if (effect?.kind === 'truncate') delete headers['content-length'];
  outgoing.writeHead(response.statusCode ?? 502, headers);
  if (effect?.kind === 'truncate' || effect?.kind === 'reset-response') {
    cutResponse(exchange, response, effect);
    return;
  }
  pipeline(response, outgoing, () => undefined);
}

function cutResponse(
  { outgoing, incoming }: Exchange,
  response: IncomingMessage,
  effect: Extract<Effect, { kind: 'truncate' | 'reset-response' }>,
): void {
  let left = effect.afterBytes;
  const cut = new Transform({
    transform(bytes: Buffer, _encoding, done) {
      const part = bytes.subarray(0, Math.max(0, left));
      left -= bytes.length;
      done(null, part);
    },
  });
  response.pipe(cut);
  if (effect.kind === 'truncate') {
    cut.pipe(outgoing);
    return;
  }
  cut.pipe(outgoing, { end: false });
  // The bytes must be on their way before the connection is cut.
  cut.on('end', () => setTimeout(() => incoming.socket.resetAndDestroy(), 20));
}

async function rewrite(
  { outgoing, origin, own }: Exchange,
  response: IncomingMessage,
  effect: Effect | null,
): Promise<void> {
  const parts: Buffer[] = [];
  try {
    for await (const bytes of response) parts.push(bytes as Buffer);
  } catch {
    outgoing.destroy();
    return;
  }
  const text = Buffer.concat(parts).toString('utf8').replaceAll(origin, own);
  const changed = effect?.kind === 'rewrite' ? effect.body(text) : text;
  const headers = { ...response.headers };
  delete headers['transfer-encoding'];
  headers['content-length'] = String(Buffer.byteLength(changed));
  if (headers.location) headers.location = headers.location.replace(origin, own);
  outgoing.writeHead(response.statusCode ?? 502, headers).end(changed);
}
