import { failureOf } from '../common/errors.ts';
import type { LiveSetup } from './live.ts';
import type { StoreSetup } from './store-setup.ts';

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

export interface WebhookWatchSetup extends Omit<LiveSetup, 'metrics'> {
  /** Where shops reach this service, without a slash at its end. */
  readonly publicUrl: string;
}

/**
 * Sees to it that every shop delivers its changes here, now and once a day, until the signal ends it: a shop drops a
 * subscription to which it could not deliver for long. After a failure it tries again in an hour; it is only worth a warning, for each delta reads what
 * deliveries would have told.
 */
export async function watchWebhooks(setup: WebhookWatchSetup): Promise<void> {
  const { stores, signal, sleep } = setup;
  while (!signal.aborted) {
    const done = await Promise.all(stores.map((store) => ensure(setup, store)));
    await sleep(done.includes(false) ? hourMs : dayMs, signal).catch(() => undefined);
  }
}

/** False where it failed. */
async function ensure(setup: WebhookWatchSetup, store: StoreSetup): Promise<boolean> {
  const { signal, log, publicUrl } = setup;
  const about = { store: store.store };
  try {
    const done = await store.source.webhooks?.ensure(`${publicUrl}/webhooks/${store.key}`, signal);
    for (const sentence of done ?? []) log.info(about, sentence);
    return true;
  } catch (error) {
    if (signal.aborted) return false;
    const { action, message } = failureOf(error);
    const next = 'Changes are seen at the next look at the shop, not at once.';
    log.warn({ ...about, action, next }, `Webhooks could not be set up: ${message}`);
    return false;
  }
}
