import { z } from 'zod';
import type { Config } from '../config.ts';
import { openRuntime } from '../runtime.ts';
import { createAdmin, type Admin } from '../sync/admin.ts';
import { bringTouchedUpToDate, drainNudges } from '../sync/reread.ts';
import { only } from './run-stores.ts';
import { askService } from './service.ts';

const rejectedRecords = z.array(
  z.object({
    ...{ store: z.string(), model: z.string(), key: z.string(), stage: z.string() },
    ...{ reason: z.string(), state: z.string(), rejectedAt: z.string() },
  }),
);
type Rejected = z.infer<typeof rejectedRecords>;

const retries = z.array(
  z.object({ store: z.string(), asked: z.number(), unreachable: z.array(z.string()) }),
);
type Retries = z.infer<typeof retries>;

export interface RejectedOptions {
  readonly store?: string;
  readonly json?: boolean;
}

/** What is not in Salesforce, and why; the newest first. */
export async function listRejected(
  config: Config,
  options: RejectedOptions & { readonly limit: number },
  signal: AbortSignal,
): Promise<void> {
  const { store, json, limit } = options;
  const records =
    (await askService(
      only(config, store),
      '/admin/rejected',
      { store, limit },
      rejectedRecords,
      signal,
    )) ?? (await withAdmin(config, signal, (admin) => admin.rejected(store, limit)));
  process.stdout.write(json ? `${JSON.stringify(records)}\n` : tell(records));
}

/** Reads them from the shop again and sends them, changed or not: without keys, all. */
export async function retryRejected(
  config: Config,
  keys: readonly string[],
  options: RejectedOptions,
  signal: AbortSignal,
): Promise<void> {
  const { store, json } = options;
  const which = keys.length > 0 ? keys : undefined;
  const order = { store, keys: which };
  const asked = await askService(
    only(config, store),
    '/admin/rejected/retry',
    order,
    retries,
    signal,
  );
  const outcome = asked
    ? { results: asked, now: 'the service reads them again now' }
    : { results: await retryHere(config, store, which, signal), now: 'done' };
  process.stdout.write(json ? `${JSON.stringify(outcome.results)}\n` : tellRetries(outcome));
}

const ignored = z.object({ count: z.number() });

/** Has these left alone, or takes that back. */
export async function ignoreRejected(
  config: Config,
  keys: readonly string[],
  ignore: boolean,
  { store }: RejectedOptions,
  signal: AbortSignal,
): Promise<void> {
  const order = { store, keys, ignore };
  const path = '/admin/rejected/ignore';
  const { count } = (await askService(only(config, store), path, order, ignored, signal)) ?? {
    count: await withAdmin(config, signal, (admin) => admin.ignore(keys, ignore, store)),
  };
  const done = ignore ? 'left alone until the shop changes them' : 'count as open again';
  const none = `None of these is ${ignore ? 'rejected' : 'ignored'}. See: orderlens rejected list\n`;
  process.stdout.write(count === 0 ? none : `${count} ${done}\n`);
}

function retryHere(
  config: Config,
  key: string | undefined,
  keys: readonly string[] | undefined,
  signal: AbortSignal,
): Promise<Retries> {
  return withAdmin(config, signal, async (admin, stores) => {
    const results = await admin.retry(key, keys);
    for (const store of stores) {
      await drainNudges(store, signal);
      await bringTouchedUpToDate(store, signal);
    }
    return results.map((result) => ({ ...result, unreachable: [...result.unreachable] }));
  });
}

type Stores = Awaited<ReturnType<typeof openRuntime>>['stores'];

async function withAdmin<T>(
  config: Config,
  signal: AbortSignal,
  work: (admin: Admin, stores: Stores) => Promise<T>,
): Promise<T> {
  const runtime = await openRuntime(config, { signal });
  try {
    return await work(
      createAdmin(runtime.memory, runtime.stores, runtime.connection),
      runtime.stores,
    );
  } finally {
    await runtime.close();
  }
}

function tell(records: readonly Rejected[number][]): string {
  if (records.length === 0) return 'No record is rejected.\n';
  const lines = records.map(({ key, stage, reason, state, rejectedAt }) => {
    const note = state === 'open' ? '' : `, ${state}`;
    return `${rejectedAt}  ${key} (${stage}${note})\n  ${reason}`;
  });
  const next = 'When the cause is mended: orderlens rejected retry [KEY …]';
  return `${lines.join('\n')}\n\n${records.length} shown. ${next}\n`;
}

function tellRetries({ results, now }: { results: Retries; now: string }): string {
  if (results.every(({ asked, unreachable }) => asked + unreachable.length === 0)) {
    return 'None of these is rejected: there is nothing to read again. See: orderlens rejected list\n';
  }
  return results
    .map(({ store, asked, unreachable }) => {
      const rest = unreachable.map((key) => `\n  ${key}: only a backfill reads it again`).join('');
      return `${store}: ${asked} to be read again: ${now}${rest}\n`;
    })
    .join('');
}
