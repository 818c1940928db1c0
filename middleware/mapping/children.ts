import type { Row } from '../salesforce/record.ts';

/** By object: which records hang on an aggregate, without the `platform:store:` that they share. */
export type ChildKeys = Readonly<Record<string, readonly string[]>>;

/** Set on what the shop no longer has; an object with this field is one whose records can vanish. */
export const removedField = 'Removed__c';

/** Of the store's aggregates only: a child of another store could not be named. */
export function childKeys(rows: readonly Row[], store: string): ChildKeys {
  const prefix = `${store}:`;
  const keys: Record<string, string[]> = {};
  for (const { object, externalId, fields } of rows) {
    if (!(removedField in fields) || !externalId.startsWith(prefix)) continue;
    (keys[object] ??= []).push(externalId.slice(prefix.length));
  }
  return keys;
}

export function unite(a: ChildKeys, b: ChildKeys): ChildKeys {
  const keys: Record<string, readonly string[]> = { ...a };
  for (const [object, ids] of Object.entries(b)) {
    keys[object] = [...new Set([...(keys[object] ?? []), ...ids])];
  }
  return keys;
}

/** Rows that mark what was there earlier and no longer is. They name no parent: the record has it already. */
export function vanished(
  earlier: ChildKeys,
  now: ChildKeys,
  store: string,
  keyFields: Readonly<Record<string, string>>,
): Row[] {
  return Object.entries(earlier).flatMap(([object, ids]) => {
    const key = keyFields[object];
    // A version of ours that no longer writes the object leaves its records as they are.
    if (key === undefined) return [];
    const present = new Set(now[object]);
    return ids
      .filter((id) => !present.has(id))
      .map((id): Row => {
        const externalId = `${store}:${id}`;
        const fields = { [key]: externalId, [removedField]: true };
        return { object, externalId, fields, onlyIfThere: true };
      });
  });
}
