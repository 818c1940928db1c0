import { existsSync, linkSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { Kind, type DocumentNode } from 'graphql';
import { z } from 'zod';

/** A result that was made beforehand, for histories that would not fit into memory. */
export interface ReadyResult {
  readonly path: string;
  readonly bytes: number;
  readonly objects: number;
  readonly rootObjects: number;
}

const counts = z.record(z.string(), z.object({ objects: z.int(), rootObjects: z.int() }));

/**
 * By root field: `orders.jsonl` in the folder, with the number of its lines in `counts.json`, as
 * `{"orders":{"objects":400,"rootObjects":100}}`. Whoever makes it answers for its being what the query asks for.
 */
export function readReadyResults(folder: string): ReadonlyMap<string, ReadyResult> {
  const told = counts.parse(JSON.parse(readFileSync(join(folder, 'counts.json'), 'utf8')));
  return new Map(
    Object.entries(told).map(([root, { objects, rootObjects }]) => {
      const path = join(folder, `${root}.jsonl`);
      if (!existsSync(path)) throw new Error(`${folder} has counts of ${root}, but no ${path}`);
      return [root, { path, bytes: statSync(path).size, objects, rootObjects }];
    }),
  );
}

/** The one top level field of a checked bulk query. */
export function rootFieldOf(document: DocumentNode): string {
  for (const definition of document.definitions) {
    if (definition.kind !== Kind.OPERATION_DEFINITION) continue;
    for (const field of definition.selectionSet.selections) {
      if (field.kind === Kind.FIELD) return field.name.value;
    }
  }
  return '';
}

/** Under another name, without copying it. */
export function putInPlace({ path }: ReadyResult, file: string): void {
  linkSync(path, file);
}
