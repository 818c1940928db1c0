import assert from 'node:assert/strict';
import { test } from 'node:test';
import { PGlite } from '@electric-sql/pglite';
import fc from 'fast-check';
import { Kysely, PGliteDialect, sql } from 'kysely';
import { textArray } from './arrays.ts';

test('any list of texts arrives as it is', async () => {
  const db = new Kysely<unknown>({ dialect: new PGliteDialect({ pglite: new PGlite() }) });
  // PostgreSQL's text holds no NUL and no half of a pair.
  const text = fc
    .string({ unit: 'binary' })
    .filter((value) => !value.includes('\0'))
    .map((value) => value.toWellFormed());
  const entry = fc.oneof(
    text,
    fc.constantFrom(null, '', '\u001e', '\u001f', 'NULL', '{}', '"', '\\'),
  );
  const property = fc.asyncProperty(fc.array(entry, { maxLength: 5 }), async (values) => {
    const { rows } = await sql<{ given: unknown }>`select ${textArray(values)} as given`.execute(
      db,
    );
    assert.deepEqual(rows[0]!.given, values);
  });
  await fc.assert(property, { numRuns: 200 });
  await db.destroy();
});
