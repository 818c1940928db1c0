import { lookUpOf, type Catalogue } from '../catalogue.ts';

/** What code does with a field of the org. */
export interface Use {
  readonly object: string;
  readonly field: string;
  readonly writes: boolean;
  /** For messages: `middleware/sync/contacts.ts:81`. */
  readonly by: string;
}

/** Rights to whole objects that follow from no field. */
export interface ObjectUse {
  readonly object: string;
  readonly right: 'allowCreate' | 'allowEdit' | 'allowDelete';
  readonly by: string;
}

export interface Uses {
  readonly fields: readonly Use[];
  readonly objects: readonly ObjectUse[];
}

/**
 * `Customer__r.External_Id__c` reads the look-up and, behind it, the key. Null where a part of it does not exist.
 */
export function readingOf(
  object: string,
  path: string,
  by: string,
  catalogue: Catalogue,
): Use[] | null {
  const [first = '', ...rest] = path.split('.');
  if (rest.length === 0) {
    return catalogue.hasField(object, first) ? [{ object, field: first, writes: false, by }] : null;
  }
  const parent = catalogue.relationships(object).get(first);
  if (parent?.kind !== 'parent') return null;
  const behind = readingOf(parent.object, rest.join('.'), by, catalogue);
  if (behind === null) return null;
  return [{ object, field: lookUpOf(first), writes: false, by }, ...behind];
}
