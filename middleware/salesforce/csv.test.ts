import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { encodeCell, encodeHeader, encodeRow, readCsv } from './csv.ts';
import type { SalesforceRecord } from './record.ts';

const columns = ['A__c', 'B__c', 'P__r.External_Id__c'];
const cell = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.constantFrom('#N/A', '', '"', ',', '\r\n', ' x ', 'Zoë "Z", Ltd\n'),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.boolean(),
  fc.constant(null),
);
const record: fc.Arbitrary<SalesforceRecord> = fc.record(
  { A__c: cell, B__c: cell, 'P__r.External_Id__c': cell },
  { requiredKeys: [] },
);

function asSalesforceReads(value: SalesforceRecord[string] | undefined): string {
  if (value === undefined) return '';
  return value === null || value === '' ? '#N/A' : String(value);
}

async function* inPieces(text: string, size: number): AsyncGenerator<Uint8Array> {
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

describe('CSV', () => {
  it('clears with #N/A, leaves alone with an empty cell', () => {
    const fields = { A__c: null, 'P__r.External_Id__c': '19.9900' };
    assert.equal(encodeRow(columns, fields), '#N/A,,19.9900\n');
    assert.equal(encodeCell(''), '#N/A');
    assert.equal(encodeCell(false), 'false');
    assert.equal(encodeCell('say "hi", twice'), '"say ""hi"", twice"');
    assert.throws(() => encodeCell(NaN), RangeError);
  });

  it('reads back what it wrote, whatever the text', () => {
    fc.assert(
      fc.property(fc.array(record, { minLength: 1, maxLength: 5 }), (records) => {
        const text = encodeHeader(columns) + records.map((r) => encodeRow(columns, r)).join('');
        const expected = records.map((r) => columns.map((name) => asSalesforceReads(r[name])));
        const options = { record_delimiter: '\n', relax_column_count: false };
        assert.deepEqual(parse(text, options), [columns, ...expected]);
      }),
    );
  });

  it('reads a stream that is cut anywhere, even within a character', async () => {
    const text = 'sf__Id,Name\r\na1,"Zoë, ""Z""\nLtd"\r\na2,\r\n';
    for (let size = 1; size < 12; size += 1) {
      const rows = [];
      for await (const row of readCsv(inPieces(text, size))) rows.push(row);
      assert.deepEqual(
        rows.map((row) => ({ ...row })),
        [
          { sf__Id: 'a1', Name: 'Zoë, "Z"\nLtd' },
          { sf__Id: 'a2', Name: '' },
        ],
      );
    }
  });

  it('passes on the error of a source that breaks', async () => {
    async function* broken(): AsyncGenerator<Uint8Array> {
      yield Buffer.from('A\n1\n');
      throw new Error('cut off');
    }
    await assert.rejects(async () => {
      for await (const _row of readCsv(broken())) assert.ok(_row);
    }, /cut off/);
  });

  it('gives nothing for an answer without rows', async () => {
    for await (const row of readCsv(inPieces('', 1))) assert.fail(JSON.stringify(row));
  });
});
