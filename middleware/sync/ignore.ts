import type { Store } from '../store/store.ts';

/**
 * Has rejected records left alone: they are kept, but not tried again until the shop changes them, and do not count. Gives
 * how many they were.
 */
export function ignoreRejected(
  { errors }: Store,
  store: string,
  keys: readonly string[],
): Promise<number> {
  return errors.ask(store, keys, 'ignored', 'It is left alone until the shop changes it.');
}

/** Takes that back, of those that are ignored. */
export function reopenRejected(
  { errors }: Store,
  store: string,
  keys: readonly string[],
): Promise<number> {
  return errors.ask(store, keys, 'open', 'It counts as open again.', 'ignored');
}
