import { newCorrelation } from '../common/correlation.ts';
import type { Read } from '../connectors/connector.ts';
import { isWanted, mappedModels, type MappedModel } from '../mapping/index.ts';
import type { Model } from '../model/index.ts';
import { addCounts, noCounts, type Counts } from './counts.ts';
import { runLane } from './lane.ts';
import { bringTouchedUpToDate } from './reread.ts';
import type { StoreSetup } from './store-setup.ts';

/**
 * Reads again what an older mapping has written, model by model, each from where it was cut off. Undefined: there is
 * nothing of the kind. Throws Failure.
 */
export async function remap(setup: StoreSetup, signal: AbortSignal): Promise<Counts | undefined> {
  const { store, memory } = setup;
  const open = new Set((await memory.remappings.of(store)).map(({ model }) => model));
  if (open.size === 0) return undefined;
  let counts = noCounts();
  for (const model of mappedModels) {
    if (open.has(model)) counts = addCounts(counts, await remapModel(setup, model, signal));
  }
  await bringTouchedUpToDate(setup, signal);
  return counts;
}

async function remapModel<Name extends MappedModel>(
  setup: StoreSetup,
  model: Name,
  signal: AbortSignal,
): Promise<Counts> {
  const { source, mapping, memory, store } = setup;
  const { [model]: read } = source.read as { readonly [K in Name]?: Read<Model[K]> };
  if (!read || !isWanted(model, mapping)) {
    await memory.remappings.end(store, model);
    return noCounts();
  }
  const { counts } = await runLane<Name>({
    ...{ ...setup, model, mode: 'remap', read, reread: source.reread, signal },
    correlation: newCorrelation(),
    onProgress: () => undefined,
  });
  return counts;
}
