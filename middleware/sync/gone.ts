import { externalId, toGoneAggregate, type MappedModel } from '../mapping/index.ts';
import type { Ref } from '../model/index.ts';
import type { KnownOutcome } from '../store/outcomes.ts';
import type { Store } from '../store/store.ts';
import { goneHash } from './diff.ts';
import type { Incoming } from './incoming.ts';

export interface Departures {
  /** To be marked in Salesforce, which has them. */
  readonly leaving: readonly Incoming[];
  /** Keys of aggregates that Salesforce does not have. */
  readonly strangers: readonly string[];
  readonly known: ReadonlyMap<string, KnownOutcome>;
}

/**
 * What the shop no longer has, and what there is to do about it. A mark for a record that Salesforce does not have would
 * make an empty one, because a record of its own lacks no required parent: only what is there is marked. `ask`: which of
 * these external ids Salesforce has, for a process may have been killed between writing a record and taking it down.
 */
export async function departures(
  memory: Store,
  model: MappedModel,
  gone: readonly Ref[],
  readAt: string,
  ask: (externalIds: readonly string[]) => Promise<ReadonlySet<string>>,
): Promise<Departures> {
  const refs = new Map(gone.map((ref) => [`${model}/${externalId(ref)}`, ref]));
  const keys = [...refs.keys()];
  const known = await memory.outcomes.known(keys);
  const children = await memory.children.of(keys);
  const facts = model === 'order' ? await memory.facts.among(recordKeys(refs)) : new Set<string>();
  const wasWritten = (key: string, ref: Ref) =>
    known.get(key)?.state === 'written' || facts.has(externalId(ref));
  const unknown = [...refs].filter(([key, ref]) => !wasWritten(key, ref));
  const there = await ask(unknown.map(([, ref]) => externalId(ref)));
  const isThere = (key: string, ref: Ref) => wasWritten(key, ref) || there.has(externalId(ref));
  const [leaving, strangers]: [Incoming[], string[]] = [[], []];
  for (const [key, ref] of refs) {
    const had = children.get(key) ?? {};
    const aggregate = toGoneAggregate(model, ref, readAt, had);
    if (aggregate.rows.length === 0 || !isThere(key, ref)) strangers.push(key);
    else {
      const departed = { model, key: externalId(ref) };
      // What hangs on it goes with it: no part has vanished from what is no more.
      leaving.push({ ...unsaid, aggregate, untold: Object.keys(had), gone: departed });
    }
  }
  return { leaving, strangers, known };
}

const unsaid = { hash: goneHash, customer: null, fact: undefined, outside: false } as const;

function recordKeys(refs: ReadonlyMap<string, Ref>): string[] {
  return [...refs.values()].map(externalId);
}
