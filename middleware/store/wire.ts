import { EventEmitter } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Client } from 'pg';

/** Short messages to every replica. One may be lost, so whoever listens also looks by itself from time to time. */
export interface Wire {
  send(message: string): Promise<void>;
  /** `heard` gets undefined where messages may have been missed. Gives what ends it. */
  listen(heard: (message: string | undefined) => void): () => void;
  close(): Promise<void>;
}

/** With one process there is nobody else to reach. */
export function localWire(): Wire {
  const emitter = new EventEmitter();
  return {
    send: async (message) => void emitter.emit('message', message),
    listen: (heard) => {
      emitter.on('message', heard);
      return () => emitter.off('message', heard);
    },
    close: async () => undefined,
  };
}

const channel = 'orderlens';
const againAfterMs = 1000;

/** PostgreSQL's LISTEN and NOTIFY: https://www.postgresql.org/docs/current/sql-notify.html */
export function serverWire(
  connect: () => Client,
  notify: (channel: string, message: string) => Promise<void>,
): Wire {
  const emitter = new EventEmitter();
  const end = new AbortController();
  let ending: Promise<void> | undefined;
  return {
    send: (message) => notify(channel, message),
    listen: (heard) => {
      emitter.on('message', heard);
      ending ??= keepListening(connect, emitter, end.signal);
      return () => emitter.off('message', heard);
    },
    close: async () => {
      end.abort();
      await ending;
    },
  };
}

/** A session of its own, made anew whenever it breaks. */
async function keepListening(
  connect: () => Client,
  emitter: EventEmitter,
  signal: AbortSignal,
): Promise<void> {
  while (!signal.aborted) {
    const client = connect();
    try {
      await untilBroken(client, emitter, signal);
    } catch {
      // The server is away, as every query will say.
    }
    await client.end().catch(() => undefined);
    await sleep(againAfterMs, undefined, { signal }).catch(() => undefined);
  }
}

async function untilBroken(
  client: Client,
  emitter: EventEmitter,
  signal: AbortSignal,
): Promise<void> {
  const broken = new Promise<void>((resolve) => {
    for (const event of ['error', 'end'] as const) client.on(event, () => resolve());
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
  client.on('notification', ({ payload }) => emitter.emit('message', payload ?? ''));
  await client.connect();
  await client.query(`listen ${channel}`);
  emitter.emit('message', undefined);
  await broken;
}
