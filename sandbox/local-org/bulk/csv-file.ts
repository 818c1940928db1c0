import { open } from 'node:fs/promises';
import { StringDecoder } from 'node:string_decoder';
import { CsvRows } from './csv-rows.ts';
import { CsvError, CsvScanner, type CsvFormat } from './csv-scanner.ts';
import { rule } from '../rules/rule.ts';

const sameWidth = rule('bulk.row-width');
const skipsMark = rule('bulk.byte-order-mark');

const pieceBytes = 256 * 1024;

export interface CsvFile {
  readonly columns: readonly string[];
  /** The header line as uploaded. */
  readonly headerSource: string;
  /**
   * Rows by batches of at most `size`, each to be used before the next is asked for; throws CsvError where the file
   * cannot be read on.
   */
  batches(size: number): AsyncGenerator<CsvRows>;
  /** To be called when done, however far one came. */
  close(): Promise<void>;
}

/** Opens a spooled upload and reads its header. An empty file has no columns. The caller reads `batches` once. */
export async function openCsv(path: string, format: CsvFormat): Promise<CsvFile> {
  const scanner = new CsvScanner(format);
  const pieces = readText(path);
  const close = async (): Promise<void> => {
    await pieces.return(undefined);
  };
  const header = new CsvRows();
  await nextRow(scanner, pieces, header).catch(async (error: unknown) => {
    await close();
    throw error;
  });
  const columns = header.length > 0 ? header.at(0).map((cell) => cell ?? '') : [];
  return {
    columns,
    headerSource: header.length > 0 ? header.source(0) : '',
    batches: (size) => batches(scanner, pieces, columns.length, size),
    close,
  };
}

async function* batches(
  scanner: CsvScanner,
  pieces: AsyncGenerator<Piece>,
  width: number,
  size: number,
): AsyncGenerator<CsvRows> {
  const rows = new CsvRows();
  let read = 0;
  while (scanner.read(rows) || (await nextRow(scanner, pieces, rows))) {
    read++;
    const found = rows.width(rows.length - 1);
    if (sameWidth && found !== width) throw wrongWidth(read, found, width);
    if (rows.length < size) continue;
    yield rows;
    rows.clear();
  }
  if (rows.length > 0) yield rows;
}

function wrongWidth(row: number, found: number, expected: number): CsvError {
  return new CsvError(
    `ClientInputError : Row ${row} has ${found} columns, the header has ${expected}`,
  );
}

/** Reads on until a row was added; false: there is none. */
async function nextRow(
  scanner: CsvScanner,
  pieces: AsyncGenerator<Piece>,
  rows: CsvRows,
): Promise<boolean> {
  while (!scanner.read(rows)) {
    const piece = await pieces.next();
    if (piece.done) return false;
    scanner.add(piece.value.text, piece.value.last);
  }
  return true;
}

interface Piece {
  readonly text: string;
  readonly last: boolean;
}

const lineFeed = 10;

/**
 * UTF-8 text by pieces, without a byte order mark; the last one is marked and may be empty. They end with a line where
 * they can: what is left of one is copied to the front of the next.
 */
async function* readText(path: string): AsyncGenerator<Piece> {
  const file = await open(path, 'r');
  try {
    const decoder = new StringDecoder('utf8');
    const buffer = Buffer.allocUnsafe(pieceBytes);
    let first = true;
    let whole = true;
    let kept = 0;
    for (;;) {
      const { bytesRead } = await file.read(buffer, kept, pieceBytes - kept);
      const filled = kept + bytesRead;
      if (bytesRead === 0) break;
      const line = buffer.lastIndexOf(lineFeed, filled - 1) + 1;
      const end = line > 0 ? line : filled;
      const piece = buffer.subarray(0, end);
      // Whole lines are whole characters, and need nobody who keeps the rest of one.
      const text = whole && line > 0 ? piece.toString('utf8') : decoder.write(piece);
      whole = line > 0;
      buffer.copy(buffer, 0, end, filled);
      kept = filled - end;
      yield { text: first && skipsMark ? text.replace(/^\uFEFF/, '') : text, last: false };
      first = false;
    }
    yield { text: decoder.write(buffer.subarray(0, kept)) + decoder.end(), last: true };
  } finally {
    await file.close();
  }
}
