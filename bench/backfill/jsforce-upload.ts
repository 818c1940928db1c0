/** `node jsforce-upload.ts URL TOKEN FILE…`: jsforce's `bulk2` with arrays of records, as its documentation shows; prints the seconds. */
import { readFileSync } from 'node:fs';
import { Connection } from 'jsforce';
import { parse } from 'csv-parse/sync';
import { keyOf, objectOf } from './files.ts';

const [instanceUrl, accessToken, ...files] = process.argv.slice(2) as [string, string, ...string[]];
const connection = new Connection({ instanceUrl, accessToken, version: '66.0' });
connection.bulk2.pollTimeout = 600_000;
connection.bulk2.pollInterval = 50;
const ready = files.map((file) => ({
  object: objectOf(file),
  records: parse(readFileSync(file), { columns: true }) as Record<string, string>[],
}));

const started = performance.now();
for (const { object, records } of ready) {
  const results = await connection.bulk2.loadAndWaitForResults({
    ...{ object, operation: 'upsert', externalIdFieldName: keyOf(object) },
    input: records,
  });
  const failed = results.failedResults.length + results.unprocessedRecords.length;
  if (failed > 0) throw new Error(`${object}: ${failed} rows of jsforce's upload failed`);
}
process.stdout.write(`${(performance.now() - started) / 1000}\n`);
