import type { PubSub, PubSubOptions } from './index.ts';

export interface PubSubChoice {
  /** Of `localhost`; any free one where it is not said. */
  readonly port?: number;
  /** How long a quiet subscription waits for its empty answer. */
  readonly keepAliveMs?: number;
}

/** Starts Pub/Sub API where it is wanted; gRPC takes a while to load, so nothing loads it otherwise. */
export const pubSubBeside = async (
  choice: boolean | PubSubChoice | undefined,
  deps: Omit<PubSubOptions, 'port' | 'keepAliveMs'>,
): Promise<PubSub | undefined> => {
  if (choice === undefined || choice === false) return undefined;
  const { port = 0, ...more } = choice === true ? {} : choice;
  const { startPubSub } = await import('./index.ts');
  return startPubSub({ ...deps, ...more, port });
};

export const addressOf = (pubsub: PubSub) => ({
  pubsubUrl: pubsub.endpoint,
  pubsubCertificate: pubsub.certificate,
  breakPubSub: () => pubsub.break(),
});
