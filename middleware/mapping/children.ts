import type { Row, SalesforceRecord } from '../salesforce/record.ts';

/** By object: which records hang on an aggregate, without the `platform:store:` that they share. */
export type ChildKeys = Readonly<Record<string, readonly string[]>>;

/** An object whose records hang on others, and how one of them says that the shop no longer has it. */
export interface Part {
  /** The external id field. */
  readonly key: string;
  readonly gone: SalesforceRecord;
}
/** By API name of the object. */
export type Parts = Readonly<Record<string, Part>>;

/** Of the store's aggregates only: a child of another store could not be named. */
export function childKeys(rows: readonly Row[], store: string, parts: Parts): ChildKeys {
  const prefix = `${store}:`;
  const keys: Record<string, string[]> = {};
  for (const { object, externalId } of rows) {
    if (!(object in parts) || !externalId.startsWith(prefix)) continue;
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
export function vanished(earlier: ChildKeys, now: ChildKeys, store: string, parts: Parts): Row[] {
  return Object.entries(earlier).flatMap(([object, ids]) => {
    const part = parts[object];
    // A version of ours that no longer writes the object leaves its records as they are.
    if (part === undefined) return [];
    const present = new Set(now[object]);
    return ids
      .filter((id) => !present.has(id))
      .map((id) => markedRow(object, `${store}:${id}`, part));
  });
}

export function markedRow(object: string, externalId: string, { key, gone }: Part): Row {
  return { object, externalId, fields: { [key]: externalId, ...gone }, onlyIfThere: true };
}
