import { sleep } from './common/sleep.ts';
import type { StoreConfig } from './config.ts';
import { configFailure } from './config.ts';
import type { ConnectorIo, Source } from './connectors/connector.ts';
import { connectors } from './connectors/index.ts';

export interface OpenSource {
  readonly store: StoreConfig;
  readonly source: Source;
}

export const io: ConnectorIo = { fetch: globalThis.fetch, sleep, now: () => new Date() };

/** Opens every store's connector; throws one Failure that names every store whose settings are wrong. */
export function openSources(stores: readonly StoreConfig[]): OpenSource[] {
  const problems: string[] = [];
  const sources = stores.flatMap((store) => {
    const connector = connectors.get(store.platform);
    if (!connector) {
      const known = [...connectors.keys()].join(', ');
      problems.push(`store ${store.key}: there is no platform "${store.platform}", only ${known}`);
      return [];
    }
    const settings = connector.settings.safeParse(store.settings);
    if (settings.success) return [{ store, source: connector.open(store.key, store.settings, io) }];
    for (const { path, message } of settings.error.issues) {
      problems.push(
        `store ${store.key}: ${['settings', ...path.map(String)].join('.')}: ${message}`,
      );
    }
    return [];
  });
  if (problems.length > 0) throw configFailure(problems);
  return sources;
}
