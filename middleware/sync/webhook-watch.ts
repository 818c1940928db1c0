import { failureOf } from '../common/errors.ts';
import type { LiveSetup } from './live.ts';
import type { StoreSetup } from './store-setup.ts';

const dayMs = 24 * 3_600_000;

export interface WebhookWatchSetup extends Omit<LiveSetup, 'metrics'> {
  /** Where shops reach this service, without a slash at its end. */
  readonly publicUrl: string;
}

/**
 * Sees to it that every shop delivers its changes here, now and once a day, until the signal ends it: a shop drops a
 * subscription to which it could not deliver for long. A failure is only worth a warning, for each delta reads what
 * deliveries would have told.
 */
export async function watchWebhooks(setup: WebhookWatchSetup): Promise<void> {
  const { stores, signal, sleep } = setup;
  while (!signal.aborted) {
    await Promise.all(stores.map((store) => ensure(setup, store)));
    await sleep(dayMs, signal).catch(() => undefined);
  }
}

async function ensure(setup: WebhookWatchSetup, store: StoreSetup): Promise<void> {
  const { signal, log, publicUrl } = setup;
  const about = { store: store.store };
  try {
    await store.memory.deliveries.purge(store.now());
    const done = await store.source.webhooks?.ensure(`${publicUrl}/webhooks/${store.key}`, signal);
    for (const sentence of done ?? []) log.info(about, sentence);
  } catch (error) {
    if (signal.aborted) return;
    const { action, message } = failureOf(error);
    const next = 'Changes are seen at the next look at the shop, not at once.';
    log.warn({ ...about, action, next }, `Webhooks could not be set up: ${message}`);
  }
}
