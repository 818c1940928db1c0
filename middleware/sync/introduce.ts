import type { StoreReport } from '../connectors/connector.ts';
import { checkedThrough, connectedAt, storeRecord } from '../mapping/index.ts';
import { hashOfText } from './diff.ts';
import type { StoreSetup } from './store-setup.ts';

type Introduced = StoreSetup & { readonly correlation: string };

/** The store's record comes first: panels read its name and its freshness. What Salesforce was told is not told again. */
export async function introduce(setup: Introduced, report: StoreReport): Promise<void> {
  const key = `store/${setup.store}`;
  const hash = hashOfText(JSON.stringify(recordOf(setup, report)));
  const known = (await setup.memory.outcomes.known([key])).get(key);
  if (known?.hash === hash) return;
  await write(setup, report);
  const at = setup.now();
  const version = { sourceTime: at.toISOString(), readAt: null };
  const outcome = { key, hash, state: 'written' as const, ...version };
  await setup.memory.outcomes.save([{ ...outcome, correlation: setup.correlation }], at);
}

/** `time`: through which the store was checked. A record that somebody has deleted meanwhile comes back whole. */
export async function tellChecked(
  setup: Introduced,
  report: StoreReport,
  time: string,
): Promise<void> {
  const { created } = await setup.saveStore(checkedThrough(time));
  if (!created) return;
  await setup.saveStore(recordOf(setup, report));
  await setup.saveStore(connectedAt(setup.now().toISOString()));
}

async function write(setup: Introduced, report: StoreReport): Promise<void> {
  const { created } = await setup.saveStore(recordOf(setup, report));
  if (created) await setup.saveStore(connectedAt(setup.now().toISOString()));
}

function recordOf({ platform }: Introduced, report: StoreReport) {
  return storeRecord({ platform, ...report });
}
