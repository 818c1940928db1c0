import { parse } from 'csv-parse';
import { pipeline } from 'node:stream';
import type { SalesforceRecord } from './record.ts';

/**
 * Bulk API 2.0 reads an empty cell as "leave alone" and `#N/A` as "clear".
 * https://developer.salesforce.com/docs/atlas.en-us.api_asynch.meta/api_asynch/datafiles_csv_valid_record_rows.htm
 */
const clear = '#N/A';

/** RFC 4180 asks for quotes around these. */
const special = /[",\r\n]/;

/**
 * Empty text clears the field, for Salesforce stores empty text as null. The text `#N/A` itself cannot be written
 * through Bulk API: it clears the field too. Not-a-number is a mistake of ours and throws.
 */
export function encodeCell(value: string | number | boolean | null | undefined): string {
  if (typeof value === 'string') {
    if (value === '') return clear;
    return special.test(value) ? `"${value.replaceAll('"', '""')}"` : value;
  }
  if (value === undefined) return '';
  if (value === null) return clear;
  if (typeof value === 'number' && !Number.isFinite(value)) {
    throw new RangeError(`${value} is not a number that can be sent`);
  }
  return String(value);
}

/** One line with its LF. */
export function encodeRow(columns: readonly string[], fields: SalesforceRecord): string {
  let line = '';
  for (let index = 0; index < columns.length; index += 1) {
    if (index > 0) line += ',';
    line += encodeCell(fields[columns[index]!]);
  }
  return line + '\n';
}

export function encodeHeader(columns: readonly string[]): string {
  return columns.map(encodeCell).join(',') + '\n';
}

/** One record a row, by the header's names; all cells are text, an empty one is ''. */
export async function* readCsv(
  bytes: AsyncIterable<Uint8Array>,
): AsyncGenerator<Record<string, string>> {
  const parser = parse({ columns: true, bom: true, skip_empty_lines: true });
  // The parser is destroyed with the source's error, and so the loop below throws it.
  pipeline(bytes, parser, () => undefined);
  yield* parser as AsyncIterable<Record<string, string>>;
}
