import { z } from 'zod';
import type { Config } from '../config.ts';
import { openRuntime } from '../runtime.ts';
import { trace as traceIn, type Story } from '../sync/trace.ts';
import { askService } from './service.ts';

/** Comes from this very program. */
const stories = z.array(z.custom<Story>());

/** Prints all that is known of one record, from the delivery that told of it to who changed it last in Salesforce. */
export async function trace(
  config: Config,
  record: string,
  { json }: { readonly json?: boolean },
  signal: AbortSignal,
): Promise<void> {
  const found =
    (await askService(config, '/admin/trace', { record }, stories, signal)) ??
    (await traceHere(config, record, signal));
  process.stdout.write(json ? `${JSON.stringify(found)}\n` : tell(record, found));
  if (found.length === 0) process.exitCode = 1;
}

async function traceHere(config: Config, record: string, signal: AbortSignal): Promise<Story[]> {
  const runtime = await openRuntime(config, { signal });
  try {
    const { stores, connection } = runtime;
    return await traceIn({ stores, connection, signal }, record);
  } finally {
    await runtime.close();
  }
}

function tell(record: string, found: readonly Story[]): string {
  if (found.length === 0) {
    return `Nobody knows of ${record}: neither the middleware nor Salesforce. Is it in the shop?\n`;
  }
  return `${found.map(tellOne).join('\n\n')}\n`;
}

function tellOne({ record, happenings, now }: Story): string {
  const lines = happenings.map(({ at, where, what, correlation }) => {
    return `  ${at}  ${where.padEnd(10)}  ${(correlation ?? '').padEnd(16)}  ${what}`;
  });
  return [record, ...lines, ...now.map((sentence) => `  ${sentence}`)].join('\n');
}
