import { isWanted, mappedModels, type MappedModel } from '../mapping/index.ts';
import type { StoreSetup } from './store-setup.ts';

export interface Retry {
  /** External id of the store. */
  readonly store: string;
  /** How many records will be read again. */
  readonly asked: number;
  /** Keys of those that the shop cannot be asked for one by one: the next backfill reads them. */
  readonly unreachable: readonly string[];
}

type Setup = Pick<StoreSetup, 'store' | 'source' | 'mapping' | 'memory' | 'now' | 'bell'>;

/**
 * Has rejected records read from the shop again and sent, whether they have changed or not: after a person has put
 * something right in the shop or in Salesforce. `keys`: only those among them, ignored ones too; undefined: all of the
 * store's that are not ignored.
 */
export async function retryRejected(setup: Setup, keys?: readonly string[]): Promise<Retry> {
  const { store, source, mapping, memory, now, bell } = setup;
  const rejected = await memory.rejections.keys(store, keys);
  const found = rejected.map(({ model, key }) => ({ model, key, id: idOf(key, model, store) }));
  const values = found.flatMap(({ model, id }) => (model === 'value' && id ? [valueOf(id)] : []));
  const nudges = found.flatMap(({ model, id }) =>
    id && isMapped(model) && source.reread?.[model] && isWanted(model, mapping)
      ? [{ model, id }]
      : [],
  );
  const reached = new Set(nudges.map(({ model, id }) => `${model}/${store}:${id}`));
  const isReached = ({ model, key, id }: (typeof found)[number]) =>
    model === 'value' ? id !== null : reached.has(key);
  const reachable = found.filter(isReached).map(({ key }) => key);
  const unreachable = found.filter((one) => !isReached(one)).map(({ key }) => key);
  await memory.transaction(async (within) => {
    await within.outcomes.forgive(found.map(({ key }) => key));
    // What has ended the process may do so again: that is found out once more.
    for (const model of mappedModels) {
      const keys = found.flatMap((one) => (one.model === model ? one.key : []));
      await within.attempts.clear(store, model, keys);
    }
    await within.touched.add(
      store,
      values.map(({ id, currency }) => ({ customer: `${store}:${id}`, currency })),
    );
    await within.nudges.add(store, nudges, now());
    await within.errors.ask(store, reachable, 'retrying', 'It is read from the shop again.');
    await within.errors.ask(store, unreachable, 'open', onlyByBackfill);
  });
  bell.ring();
  return { store, asked: nudges.length + values.length, unreachable };
}

const onlyByBackfill =
  'The shop cannot be asked for it by itself: "orderlens backfill" reads it again.';

/** Without what all keys of a store's model begin with; null for a record whose id could not be read. */
function idOf(key: string, model: string, store: string): string | null {
  const prefix = `${model}/${store}:`;
  const id = key.slice(prefix.length);
  return key.startsWith(prefix) && /^\S+$/.test(id) ? id : null;
}

/** `4711:GBP` */
function valueOf(text: string): { id: string; currency: string } {
  const at = text.lastIndexOf(':');
  return { id: text.slice(0, at), currency: text.slice(at + 1) };
}

function isMapped(model: string): model is MappedModel {
  return (mappedModels as readonly string[]).includes(model);
}
