import { externalIdFields, writtenFields } from '../../../middleware/mapping/index.ts';
import { lookUpOf, type Catalogue } from '../catalogue.ts';
import type { Problem } from '../problem.ts';
import { askedByMiddleware } from './middleware-requests.ts';
import { originsOf, pathsOf, writtenQueries } from './queries.ts';
import { readingOf, type ObjectUse, type Use, type Uses } from './use.ts';

const mapping = 'middleware/mapping';
const desk = 'middleware/sync/requests.ts';
const sweep = 'middleware/sync/error-desk.ts';

/** What the mappings write and what the middleware reads, and any query of it that the gate cannot follow. */
export async function middlewareUses(
  catalogue: Catalogue,
): Promise<Uses & { readonly problems: readonly Problem[] }> {
  const asked = await askedByMiddleware();
  const read = readFields(asked.queries, catalogue);
  const saved = asked.saved.flatMap(({ object, fields }) =>
    fields.map((field): Use => ({ object, field, writes: true, by: desk })),
  );
  const edited = asked.saved.map(({ object }): ObjectUse => ({
    object,
    right: 'allowEdit',
    by: desk,
  }));
  const deleted = asked.deleted.map((object): ObjectUse => {
    return { object, right: 'allowDelete', by: sweep };
  });
  return {
    fields: [...mappedFields(catalogue), ...read.uses, ...saved],
    objects: [...mappedObjects(), ...edited, ...deleted],
    problems: read.problems,
  };
}

/** An upsert makes what is not there and changes what is. */
function mappedObjects(): ObjectUse[] {
  return Object.keys(writtenFields).flatMap((object) =>
    (['allowCreate', 'allowEdit'] as const).map((right) => ({ object, right, by: mapping })),
  );
}

function mappedFields(catalogue: Catalogue): Use[] {
  const keys = Object.entries(externalIdFields).map(([object, field]) => ({ object, field }));
  const written = Object.entries(writtenFields).flatMap(([object, columns]) =>
    columns.map((column) => {
      const [field = '', key] = column.split('.');
      return { object, field: key === undefined ? field : lookUpOf(field) };
    }),
  );
  // `Contact__r.Commerce_Key__c` fills a look-up by a key that has to be seen.
  const sought = Object.entries(writtenFields).flatMap(([object, columns]) =>
    columns
      .filter((one) => one.includes('.'))
      .flatMap((one) => {
        return readingOf(object, one, mapping, catalogue) ?? [];
      }),
  );
  return [
    ...[...keys, ...written].map((one) => ({ ...one, writes: true, by: mapping })),
    ...sought,
  ];
}

function readFields(
  queries: readonly string[],
  catalogue: Catalogue,
): { uses: Use[]; problems: Problem[] } {
  const written = writtenQueries();
  const seen = new Set(queries.flatMap((soql) => originsOf(soql, written)));
  const uses: Use[] = [];
  const problems = written
    .filter((query) => !seen.has(query))
    .map(({ place }) =>
      problemAt(
        place,
        'a query that the gate never sees: have it asked in access/middleware-requests.ts',
      ),
    );
  for (const soql of queries) {
    const place = originsOf(soql, written)[0]?.place ?? 'middleware:1';
    const { object, paths } = pathsOf(soql);
    for (const path of paths) {
      const found = readingOf(object, path, place, catalogue);
      if (found === null) problems.push(problemAt(place, `${object} has no ${path}`));
      else uses.push(...found);
    }
  }
  return { uses, problems };
}

function problemAt(place: string, message: string): Problem {
  const [file = '', line = '1'] = place.split(':');
  return { file, line: Number(line), message };
}
