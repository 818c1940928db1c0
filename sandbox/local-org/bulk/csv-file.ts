import { open } from 'node:fs/promises';
import { StringDecoder } from 'node:string_decoder';
import { CsvError, CsvScanner, type CsvFormat, type CsvRow } from './csv-scanner.ts';
import { rule } from '../rules/rule.ts';

const sameWidth = rule('bulk.row-width');
const skipsMark = rule('bulk.byte-order-mark');

const pieceBytes = 256 * 1024;

export interface CsvFile {
  readonly columns: readonly string[];
  /** The header line as uploaded. */
  readonly headerSource: string;
  /** Rows by batches of at most `size`; throws CsvError where the file cannot be read on. */
  batches(size: number): AsyncGenerator<CsvRow[]>;
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
  const header = await nextRow(scanner, pieces).catch(async (error: unknown) => {
    await close();
    throw error;
  });
  const columns = (header?.cells ?? []).map((cell) => cell ?? '');
  return {
    columns,
    headerSource: header?.source ?? '',
    batches: (size) => batches(scanner, pieces, columns.length, size),
    close,
  };
}

async function* batches(
  scanner: CsvScanner,
  pieces: AsyncGenerator<Piece>,
  width: number,
  size: number,
): AsyncGenerator<CsvRow[]> {
  let rows: CsvRow[] = [];
  let read = 0;
  for (;;) {
    const row = scanner.row() ?? (await nextRow(scanner, pieces));
    if (!row) break;
    read++;
    if (sameWidth && row.cells.length !== width) throw wrongWidth(read, row.cells.length, width);
    if (rows.push(row) < size) continue;
    yield rows;
    rows = [];
  }
  if (rows.length) yield rows;
}

function wrongWidth(row: number, found: number, expected: number): CsvError {
  return new CsvError(
    `ClientInputError : Row ${row} has ${found} columns, the header has ${expected}`,
  );
}

async function nextRow(
  scanner: CsvScanner,
  pieces: AsyncGenerator<Piece>,
): Promise<CsvRow | undefined> {
  for (;;) {
    const row = scanner.row();
    if (row) return row;
    const piece = await pieces.next();
    if (piece.done) return undefined;
    scanner.add(piece.value.text, piece.value.last);
  }
}

interface Piece {
  readonly text: string;
  readonly last: boolean;
}

/** UTF-8 text by pieces, without a byte order mark; the last one is marked and may be empty. */
async function* readText(path: string): AsyncGenerator<Piece> {
  const file = await open(path, 'r');
  try {
    const decoder = new StringDecoder('utf8');
    const buffer = Buffer.allocUnsafe(pieceBytes);
    let first = true;
    for (;;) {
      const { bytesRead } = await file.read(buffer, 0, pieceBytes);
      if (bytesRead === 0) break;
      const text = decoder.write(buffer.subarray(0, bytesRead));
      yield { text: first && skipsMark ? text.replace(/^\uFEFF/, '') : text, last: false };
      first = false;
    }
    yield { text: decoder.end(), last: true };
  } finally {
    await file.close();
  }
}
