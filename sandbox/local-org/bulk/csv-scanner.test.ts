import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parse } from 'csv-parse/sync';
import { stringify } from 'csv-stringify/sync';
import fc from 'fast-check';
import { CsvRows } from './csv-rows.ts';
import { CsvError, CsvScanner, type LineEnding } from './csv-scanner.ts';

function scan(text: string, lineEnding: LineEnding = 'LF', delimiter = ',', piece = text.length) {
  const scanner = new CsvScanner({ delimiter, lineEnding });
  const rows = new CsvRows();
  for (let at = 0; at <= text.length; at += Math.max(1, piece)) {
    const end = at + Math.max(1, piece);
    scanner.add(text.slice(at, end), end > text.length);
    while (scanner.read(rows));
  }
  return Array.from({ length: rows.length }, (_none, position) => ({
    cells: rows.at(position),
    width: rows.width(position),
    source: rows.source(position),
  }));
}

const cells = (text: string, lineEnding?: LineEnding, delimiter?: string) =>
  scan(text, lineEnding, delimiter).map((row) => row.cells);

test('reads cells, clears with #N/A and leaves empty cells alone', () => {
  assert.deepEqual(cells('a,b,c\n1,,#N/A\n"",x,"#N/A"\n'), [
    ['a', 'b', 'c'],
    ['1', undefined, null],
    [undefined, 'x', null],
  ]);
});

test('reads quotes, delimiters and line endings inside quotes, and a last line without an end', () => {
  const [row] = scan('"say ""hi"", you","two\nlines",5 "inch"');
  assert.deepEqual(row?.cells, ['say "hi", you', 'two\nlines', '5 "inch"']);
  assert.equal(row?.source, '"say ""hi"", you","two\nlines",5 "inch"');
  assert.deepEqual(cells('a\tb\r\n"x\ty"\t\r\n', 'CRLF', '\t'), [
    ['a', 'b'],
    ['x\ty', undefined],
  ]);
});

test('skips empty lines', () => {
  assert.deepEqual(cells('a,b\n\n1,2\n\n'), [
    ['a', 'b'],
    ['1', '2'],
  ]);
});

test('refuses the other line ending, and says so as Salesforce does', () => {
  const message =
    'ClientInputError : LineEnding is invalid on user data. Current LineEnding setting is ';
  assert.throws(() => scan('a,b\r\n1,2\r\n', 'LF'), new CsvError(`${message}LF`));
  assert.throws(() => scan('a,b\n1,2\n', 'CRLF'), new CsvError(`${message}CRLF`));
  assert.throws(() => scan('a,"b"\r\n', 'LF'), new CsvError(`${message}LF`));
});

test('refuses an open quote, text after a closing one and a record without end', () => {
  assert.throws(() => scan('a,"b\n'), /not closed/);
  assert.throws(() => scan('a,"b"c\n'), /closing quote/);
  assert.throws(() => scan('x'.repeat(500_000), 'LF', ',', 100_000), /longer than 400000/);
});

test('reads what csv-stringify writes, cut at any place, as csv-parse does', () => {
  const cell = fc.string({ unit: fc.constantFrom('a', 'é', '"', ',', '\n', '\r', ';', ' ', '😀') });
  const table = fc
    .integer({ min: 1, max: 5 })
    .chain((width) =>
      fc.array(fc.array(cell, { minLength: width, maxLength: width }), { minLength: 1 }),
    );
  const property = fc.property(
    table,
    fc.constantFrom<LineEnding>('LF', 'CRLF'),
    fc.constantFrom(',', ';'),
    fc.integer({ min: 1, max: 40 }),
    fc.boolean(),
    (rows, lineEnding, delimiter, piece, quoted) => {
      const record_delimiter = lineEnding === 'LF' ? '\n' : '\r\n';
      const text = stringify(rows, { record_delimiter, delimiter, quoted, quoted_match: /[\r\n]/ });
      const expected = (
        parse(text, { delimiter, record_delimiter, relax_quotes: true }) as string[][]
      )
        .filter((row) => row.length > 1 || row[0] !== '')
        .map((row) => row.map((value) => (value === '' ? undefined : value)));
      assert.deepEqual(
        scan(text, lineEnding, delimiter, piece).map((row) => row.cells),
        expected,
      );
    },
  );
  fc.assert(property, { numRuns: 300 });
});
