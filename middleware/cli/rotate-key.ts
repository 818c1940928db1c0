import { z } from 'zod';
import type { Config } from '../config.ts';
import { io } from '../runtime.ts';
import { openSalesforce } from '../salesforce/login.ts';
import { openStore } from '../store/store.ts';
import { askService } from './service.ts';

const resealed = z.object({ sealed: z.number(), unreadable: z.number() });
type Resealed = z.infer<typeof resealed>;

/** Seals every kept payload with the present STORE_KEY. Exit code 1 where one could not be opened. */
export async function rotateKey(
  config: Config,
  options: { json?: boolean },
  signal: AbortSignal,
): Promise<void> {
  const done =
    (await askService(config, '/admin/rotate-key', {}, resealed, signal)) ??
    (await rotateHere(config, signal));
  process.stdout.write(options.json ? `${JSON.stringify(done)}\n` : tell(done));
  if (done.unreadable > 0) process.exitCode = 1;
}

async function rotateHere(config: Config, signal: AbortSignal): Promise<Resealed> {
  const database = await openStore(config.database, config.payloads);
  try {
    const connection = await openSalesforce(config.salesforce, io);
    const { orgId } = await connection.identity(signal);
    return await database.forOrg(orgId).rejections.reseal();
  } finally {
    await database.close();
  }
}

function tell({ sealed, unreadable }: Resealed): string {
  const left =
    unreadable === 0
      ? 'None is sealed with another: STORE_KEY_PREVIOUS can be removed.'
      : `${unreadable} could not be opened and stay as they are: set STORE_KEY_PREVIOUS to their key and run this again, or let them be forgotten.`;
  return `${sealed} payloads were sealed with the present key. ${left}\n`;
}
