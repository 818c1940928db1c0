import type { Config } from '../config.ts';
import { runStores, type RunOptions } from './run-stores.ts';

export async function backfill(
  config: Config,
  options: RunOptions,
  signal: AbortSignal,
): Promise<void> {
  await runStores(config, options, async () => 'backfill', signal);
}
