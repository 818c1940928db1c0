import type { CausedNudge } from '../store/nudges.ts';
import { deaths } from './caution.ts';
import { lookHere, nothingLooked, type Look } from './refresh.ts';
import type { StoreSetup } from './store-setup.ts';

/** What is counted: looks for one request, whoever owns the store. */
const subject = 'request';

/**
 * Notices that looking for a request ends the process time after time, by a count that is kept before. Then nobody looks
 * for it any more: each record is nudged, and the one that did it is found among these (nudge-caution.ts). The count
 * stays, for the request may have been handed in again after each death.
 */
export const lookCautiously: Look = async (setup, customers, carts, cause, signal) => {
  const { store, memory } = setup;
  const times = await memory.attempts.begin(store, subject, cause.request);
  if (times > deaths) {
    await nudgeAll(setup, customers, carts, cause.correlation);
    return { ...nothingLooked, isFatal: true };
  }
  try {
    return await lookHere(setup, customers, carts, cause, signal);
  } finally {
    // It failed, perhaps; but the process lives.
    await memory.attempts.end(store, subject, cause.request);
  }
};

async function nudgeAll(
  { store, memory, now, bell }: StoreSetup,
  customers: readonly string[],
  carts: readonly string[],
  correlation: string,
): Promise<void> {
  const orders = (await memory.facts.of(customers)).map(({ key }) => key);
  const nudges = (model: CausedNudge['model'], keys: readonly string[]): CausedNudge[] =>
    keys.map((key) => ({ model, id: key.slice(store.length + 1), correlation }));
  const all = [
    ...nudges('customer', customers),
    ...nudges('order', orders),
    ...nudges('cart', carts),
  ];
  await memory.nudges.add(store, all, now());
  bell.ring();
}
