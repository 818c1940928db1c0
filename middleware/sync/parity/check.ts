import { Failure } from '../../common/errors.ts';
import type { Days } from '../../connectors/connector.ts';
import type { StoreSetup } from '../store-setup.ts';
import { verifyAndRepair, type Extent, type Repaired } from './repair.ts';
import type { StoreParity } from './verify.ts';

export interface CheckOrder extends Days {
  readonly repair: Extent;
}

/** Of those that differ, so many are kept for the status; `orderlens verify` tells them all. */
const keptFindings = 100;

/** Compares a store's two sides, repairs where asked to, and keeps what came of it where all days were looked at. Throws Failure. */
export async function checkParity(
  setup: StoreSetup,
  { repair, ...days }: CheckOrder,
  signal: AbortSignal,
): Promise<Repaired> {
  const { books } = setup;
  if (!books) throw withoutBooks(setup.store);
  const parity = await verifyAndRepair({ setup, books, signal }, days, repair);
  if (days.since === undefined && days.until === undefined) await keep(setup, parity);
  return parity;
}

async function keep({ memory }: StoreSetup, parity: StoreParity): Promise<void> {
  const { store, startedAt, endedAt, agrees, differing } = parity;
  const findings = parity.findings.slice(0, keptFindings);
  const report = JSON.stringify({ ...parity, findings });
  await memory.parity.save({ store, startedAt, endedAt, agrees, differing, report });
}

function withoutBooks(store: string): Failure {
  return new Failure(`${store}: there is nothing of Salesforce to compare with`, {
    kind: 'config',
    action: 'Give the store a connection to Salesforce.',
  });
}
