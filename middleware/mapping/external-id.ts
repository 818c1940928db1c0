import { Failure } from '../common/errors.ts';
import type { Ref } from '../model/index.ts';

/** Salesforce's longest external id field. */
const longest = 255;

/** `platform:store:id`, the key of a record in the org. The only place that knows. Throws `bad-data` when too long. */
export function externalId({ platform, store, id }: Ref): string {
  const key = `${platform}:${store}:${id}`;
  if (key.length <= longest && id !== '') return key;
  throw new Failure(
    `The id of a record in store ${store} makes no external id: ${key.slice(0, 80)}`,
    {
      kind: 'bad-data',
      action: `An id has at least one character and fits ${longest} with "${platform}:${store}:". Look at the record in the shop.`,
    },
  );
}

/** The store's own external id, and what its records carry in `Store__c`. */
export function storeKey(platform: string, store: string): string {
  return `${platform}:${store}`;
}
