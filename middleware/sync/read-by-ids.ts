import type { Page, Reread } from '../connectors/connector.ts';

/** Asked for at a time; a shop may cut it further. */
const idsAtOnce = 25;
const callsAtOnce = 8;

/** Reads records by their ids, several calls at a time, into one page: as old as the oldest of its answers. Throws Failure. */
export async function readByIds<T>(
  reread: Reread<T>,
  ids: readonly string[],
  signal: AbortSignal,
): Promise<Page<T>> {
  const stop = new AbortController();
  const either = AbortSignal.any([signal, stop.signal]);
  const parts = partsOf(ids);
  const pages: Page<T>[] = [];
  const work = async () => {
    for (let part = parts.shift(); part; part = parts.shift()) {
      for await (const page of reread(part, either)) pages.push(page);
    }
  };
  try {
    await Promise.all(Array.from({ length: callsAtOnce }, work));
  } finally {
    // One that fails makes the others pointless.
    stop.abort();
  }
  return together(pages);
}

function partsOf(ids: readonly string[]): string[][] {
  const parts: string[][] = [];
  for (let at = 0; at < ids.length; at += idsAtOnce) parts.push(ids.slice(at, at + idsAtOnce));
  return parts;
}

export function together<T>(pages: readonly Page<T>[]): Page<T> {
  return {
    records: pages.flatMap(({ records }) => records),
    rejected: pages.flatMap(({ rejected }) => rejected),
    gone: pages.flatMap(({ gone }) => gone),
    readAt: pages.map(({ readAt }) => readAt).sort()[0] ?? '',
    cursor: null,
  };
}
