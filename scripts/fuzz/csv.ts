import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { encodeHeader, encodeRow } from '../../middleware/salesforce/csv.ts';
import { CsvRows } from '../../sandbox/local-org/bulk/csv-rows.ts';
import { CsvScanner } from '../../sandbox/local-org/bulk/csv-scanner.ts';
import type { Target } from './target.ts';

const columns = ['A__c', 'B__c', 'P__r.External_Id__c'];
const cell = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.constantFrom(
    '#N/A',
    '',
    '"',
    '""',
    ',',
    '\r',
    '\n',
    '\r\n',
    ' ',
    '=1+1',
    '\uFEFF',
    '\0',
    '",',
  ),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.bigInt().map(String),
  fc.boolean(),
  fc.constant(null),
);
const cells = fc.array(fc.option(cell, { nil: undefined }), { minLength: 3, maxLength: 3 });
const rows = fc.array(cells, { minLength: 1, maxLength: 8 });

function written(given: readonly (readonly unknown[])[]): string {
  const lines = given.map((row) => {
    const named = columns.map((name, index) => [name, row[index]] as const);
    const fields = Object.fromEntries(named.filter(([, value]) => value !== undefined));
    return encodeRow(columns, fields as Record<string, string>);
  });
  return encodeHeader(columns) + lines.join('');
}

function scanned(text: string, piece: number): (string | null | undefined)[][] {
  const scanner = new CsvScanner({ delimiter: ',', lineEnding: 'LF' });
  const found = new CsvRows();
  for (let at = 0; at <= text.length; at += piece) {
    scanner.add(text.slice(at, at + piece), at + piece > text.length);
    while (scanner.read(found));
  }
  return Array.from({ length: found.length }, (_, index) => [...found.at(index)]);
}

const asText = (value: unknown) =>
  value === undefined ? '' : value === null || value === '' ? '#N/A' : String(value);

/** What we upload comes out again as it went in, by two readers that are not ours. */
export async function csv(): Promise<Target> {
  const property = fc.asyncProperty(rows, fc.integer({ min: 1, max: 50 }), async (given, piece) => {
    const text = written(given);
    const expected = given.map((row) => row.map(asText));
    const parsed = parse(text, { record_delimiter: '\n' }).slice(1);
    const own = scanned(text, piece)
      .slice(1)
      .map((row) => row.map((value) => (value === undefined ? '' : (value ?? '#N/A'))));
    const same = (one: unknown) => JSON.stringify(one) === JSON.stringify(expected);
    return same(parsed) && same(own);
  });
  return { name: 'csv', property: property as Target['property'] };
}
