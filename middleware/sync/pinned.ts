import { Failure } from '../common/errors.ts';
import type { Source, StoreReport } from '../connectors/connector.ts';
import type { Pins } from '../store/pins.ts';

interface PinSetup {
  /** External id of the store. */
  readonly store: string;
  /** Its key in the stores file. */
  readonly key: string;
  readonly orgId: string;
  readonly pins: Pins;
  now(): Date;
}

/**
 * The same source, whose check() throws Failure `config` where the shop, or the org, is not the one it was at the first
 * check: a key that was used again for another shop would mix two shops' records, and a refreshed sandbox is an org that
 * knows nothing of what we remember.
 */
export function pinned(source: Source, setup: PinSetup): Source {
  return {
    ...source,
    check: async (signal) => {
      const report = await source.check(signal);
      await compare(setup, report);
      return report;
    },
  };
}

async function compare(setup: PinSetup, { shopId }: StoreReport): Promise<void> {
  const { store, key, orgId, pins, now } = setup;
  const pin = await pins.pin(store, shopId, now());
  const forget = `If that is meant, run "orderlens forget-store ${key}": it forgets what is known of the store (nothing in Salesforce or the shop), and the next run reads all of it.`;
  if (pin.shopId !== shopId) {
    throw new Failure(`Store ${store} was shop ${pin.shopId} before, and is shop ${shopId} now`, {
      kind: 'config',
      action: `Give the other shop a key of its own in the stores file. ${forget}`,
    });
  }
  if (pin.org !== orgId) {
    throw new Failure(`Store ${store} went into org ${pin.org} before, and this is org ${orgId}`, {
      kind: 'config',
      action: `Log in to that org, or give this one a database of its own (DATA_DIR or DATABASE_URL). ${forget}`,
    });
  }
}
