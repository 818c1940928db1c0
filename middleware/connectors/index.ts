import type { Connector } from './connector.ts';
import { shopify } from './shopify/index.ts';

/** Every platform there is, by its name in the settings of a store. */
export const connectors: ReadonlyMap<string, Connector> = new Map(
  [shopify].map((connector) => [connector.platform, connector]),
);
