import { mappedModels, type MappedModel } from '../mapping/index.ts';
import type { StoreSetup } from './store-setup.ts';

export interface Retry {
  /** External id of the store. */
  readonly store: string;
  /** How many records will be read again. */
  readonly asked: number;
  /** Keys of those that the shop cannot be asked for one by one: the next backfill reads them. */
  readonly unreachable: readonly string[];
}

type Setup = Pick<StoreSetup, 'store' | 'source' | 'memory' | 'now' | 'bell'>;

/**
 * Has rejected records read from the shop again and sent, whether they have changed or not: after a person has put
 * something right in the shop or in Salesforce. `keys`: only those among them; undefined: all of the store's.
 */
export async function retryRejected(setup: Setup, keys?: readonly string[]): Promise<Retry> {
  const { store, source, memory, now, bell } = setup;
  const rejected = await memory.rejections.keys(store, keys);
  const found = rejected.map(({ model, key }) => ({ model, key, id: idOf(key, model, store) }));
  const values = found.flatMap(({ model, id }) => (model === 'value' && id ? [valueOf(id)] : []));
  const nudges = found.flatMap(({ model, id }) =>
    id && isMapped(model) && source.reread?.[model] ? [{ model, id }] : [],
  );
  const reached = new Set(nudges.map(({ model, id }) => `${model}/${store}:${id}`));
  const unreachable = found
    .filter(({ model, key }) => model !== 'value' && !reached.has(key))
    .map(({ key }) => key);
  await memory.transaction(async (within) => {
    await within.outcomes.forgive(found.map(({ key }) => key));
    await within.touched.add(
      store,
      values.map(({ id, currency }) => ({ customer: `${store}:${id}`, currency })),
    );
    await within.nudges.add(store, nudges, now());
  });
  bell.ring();
  return { store, asked: nudges.length + values.length, unreachable };
}

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
