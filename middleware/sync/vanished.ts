import { childKeys, parts, unite, vanished, type ChildKeys } from '../mapping/index.ts';
import type { Aggregate } from '../salesforce/record.ts';
import type { ChildKeys as KeptChildKeys, Shrunk } from '../store/child-keys.ts';

export interface Sending<One> {
  readonly one: One;
  /** With the rows that mark what vanished. */
  readonly aggregate: Aggregate;
  /** What is to be kept once those are written. */
  readonly shrunk: Shrunk | undefined;
}

const none: ChildKeys = {};

/** What is to be sent, and the objects of which it says nothing. */
export interface Telling {
  readonly aggregate: Aggregate;
  readonly untold: readonly string[];
}

/**
 * Adds to aggregates that are to be sent what they once had and have no more. All that could come into being is kept
 * before it is sent, so that nothing which a crash leaves in Salesforce is forgotten.
 */
export async function withVanished<One extends Telling>(
  changed: readonly One[],
  store: string,
  memory: KeptChildKeys,
): Promise<Sending<One>[]> {
  const kept = await memory.of(changed.map(({ aggregate }) => aggregate.key));
  const grown = new Map<string, ChildKeys>();
  const sendings = changed.map((one): Sending<One> => {
    const { key, rows } = one.aggregate;
    const earlier = kept.get(key) ?? none;
    const now = { ...childKeys(rows, store, parts), ...only(earlier, one.untold) };
    const gone = vanished(earlier, now, store, parts);
    const all = unite(earlier, now);
    if (count(all) > count(earlier)) grown.set(key, all);
    // The same record can come twice in a page.
    kept.set(key, all);
    if (gone.length === 0) return { one, aggregate: one.aggregate, shrunk: undefined };
    const aggregate = { ...one.aggregate, rows: [...rows, ...gone] };
    return { one, aggregate, shrunk: { key, from: all, to: now } };
  });
  await memory.save(grown);
  return sendings;
}

function only(children: ChildKeys, objects: readonly string[]): ChildKeys {
  return Object.fromEntries(
    objects.flatMap((object) => {
      const ids = children[object];
      return ids ? [[object, ids]] : [];
    }),
  );
}

function count(children: ChildKeys): number {
  return Object.values(children).reduce((sum, ids) => sum + ids.length, 0);
}
