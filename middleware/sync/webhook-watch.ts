import { Failure, failureOf } from '../common/errors.ts';
import type { Logger } from '../common/log.ts';
import type { Nightly } from './nightly.ts';

/**
 * Sees to it that a shop delivers its changes here, at once and then each day: a shop drops a subscription to which it
 * could not deliver for long. `publicUrl`: where shops reach this service, without a slash at its end.
 */
export function webhookWatch(publicUrl: string, log: Logger): Nightly {
  return {
    ...{ kind: 'webhooks', hour: 3, atOnce: true },
    run: async ({ key, store, source }, signal) => {
      try {
        const done = await source.webhooks?.ensure(`${publicUrl}/webhooks/${key}`, signal);
        for (const sentence of done ?? []) log.info({ store }, sentence);
      } catch (error) {
        const { kind, message, action, retryAfterMs } = failureOf(error);
        throw new Failure(`Webhooks could not be set up: ${message}`, {
          kind,
          action: `${action} Until then changes are seen at the next look at the shop, not at once.`,
          cause: error,
          ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
        });
      }
    },
  };
}
