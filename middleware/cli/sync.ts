import { z } from 'zod';
import type { Config } from '../config.ts';
import { modeFor } from '../sync/schedule.ts';
import { only, runStores, type RunOptions } from './run-stores.ts';
import { askService } from './service.ts';

const answer = z.object({ stores: z.array(z.string()) });

/** Looks for changes now: has the running service do it, or does it itself where none runs. */
export async function sync(
  config: Config,
  options: Pick<RunOptions, 'store' | 'json'>,
  signal: AbortSignal,
): Promise<void> {
  const { store } = options;
  const asked = await askService(only(config, store), '/admin/sync', { store }, answer, signal);
  if (!asked) return runStores(config, options, modeFor, signal);
  const text = `The service looks at ${asked.stores.join(', ')} now. What comes of it: orderlens status\n`;
  process.stdout.write(options.json ? `${JSON.stringify({ asked: asked.stores })}\n` : text);
}
