import { rule } from '../rules/rule.ts';

const limited = rule('bulk.record-length');
const clears = rule('bulk.clear');
const leavesAlone = rule('bulk.empty-cell');
const closes = rule('bulk.quote-closed');
const endsCells = rule('bulk.quote-end');
const checksEnding = rule('bulk.line-ending');
/**
 * A tight CSV scanner for uploads: RFC 4180 with a fixed line ending, as Bulk API 2.0 reads it. Text goes in by
 * pieces; rows come out with their source text, which results repeat as it came.
 */

export type LineEnding = 'LF' | 'CRLF';

export interface CsvFormat {
  /** One character. */
  readonly delimiter: string;
  readonly lineEnding: LineEnding;
}

/** A cell: undefined when empty (leave alone), null for `#N/A` (clear). */
export type Cell = string | null | undefined;

export interface CsvRow {
  readonly cells: Cell[];
  /** As uploaded, without the line ending. */
  readonly source: string;
}

/** The file as a whole cannot be read. The message is the job's `errorMessage`. */
export class CsvError extends Error {}

/** Salesforce's limit for a record, in characters. */
const longestRecord = 400_000;

const quote = 34;
const lineFeed = 10;
const carriageReturn = 13;

export class CsvScanner {
  private text = '';
  private position = 0;
  private ended = false;
  /** Index of what ended the line just read: its line ending, or the end of the text. */
  private lineEnd = 0;
  private readonly delimiter: number;
  private readonly format: CsvFormat;

  constructor(format: CsvFormat) {
    this.format = format;
    this.delimiter = format.delimiter.charCodeAt(0);
  }

  /** Adds text; `last` tells that no more follows. */
  add(text: string, last: boolean): void {
    this.text = this.text.slice(this.position) + text;
    this.position = 0;
    this.ended = last;
  }

  /** The next row, or undefined when more text is needed or all is read. Empty lines are skipped. */
  row(): CsvRow | undefined {
    while (this.position < this.text.length) {
      const start = this.position;
      const cells = this.cells();
      if (!cells) {
        if (limited && this.text.length - start > longestRecord) throw tooLong();
        return undefined;
      }
      const end = this.lineEnd;
      this.position = this.afterLine(end);
      if (end > start) return { cells, source: this.text.slice(start, end) };
    }
    return undefined;
  }

  private afterLine(end: number): number {
    if (end === this.text.length) return end;
    return this.format.lineEnding === 'CRLF' ? end + 2 : end + 1;
  }

  /** One line's cells, or undefined when its end is not here yet. */
  private cells(): Cell[] | undefined {
    const { text, delimiter } = this;
    const cells: Cell[] = [];
    let from = this.position;
    for (;;) {
      let end = from;
      let value: string;
      if (text.charCodeAt(from) === quote) {
        const close = this.closingQuote(from + 1);
        if (close === undefined) return undefined;
        value = unescape(text.slice(from + 1, close));
        end = close + 1;
        if (!this.endsCell(end)) return undefined;
      } else {
        end = this.plainEnd(from);
        if (end === text.length && !this.ended) return undefined;
        value = text.slice(from, end);
      }
      cells.push(cellOf(value));
      if (text.charCodeAt(end) !== delimiter) {
        this.lineEnd = end;
        return cells;
      }
      from = end + 1;
    }
  }

  /** Where an unquoted cell ends: its delimiter, its line ending (the CR of CRLF) or the end of the text. */
  private plainEnd(from: number): number {
    const { text, delimiter } = this;
    const length = text.length;
    let end = from;
    for (; end < length; end++) {
      const code = text.charCodeAt(end);
      if (code === delimiter) return end;
      if (code !== lineFeed) continue;
      const crlf = end > from && text.charCodeAt(end - 1) === carriageReturn;
      this.checkLineEnding(crlf);
      return crlf ? end - 1 : end;
    }
    return end;
  }

  private closingQuote(from: number): number | undefined {
    const { text } = this;
    let close = text.indexOf('"', from);
    while (close !== -1 && text.charCodeAt(close + 1) === quote)
      close = text.indexOf('"', close + 2);
    if (close !== -1 && (close + 1 < text.length || this.ended)) return close;
    if (this.ended && !closes) return text.length;
    if (this.ended) throw new CsvError('ClientInputError : A quoted value is not closed');
    return undefined;
  }

  /** Whether what follows a closing quote ends the cell; false: not known yet. */
  private endsCell(index: number): boolean {
    const { text } = this;
    const code = text.charCodeAt(index);
    if (index >= text.length || code === this.delimiter) return true;
    if (code === carriageReturn && index + 1 >= text.length && !this.ended) return false;
    const crlf = code === carriageReturn && text.charCodeAt(index + 1) === lineFeed;
    if (endsCells && !crlf && code !== lineFeed)
      throw new CsvError(
        'ClientInputError : A closing quote is followed by neither delimiter nor line ending',
      );
    this.checkLineEnding(crlf);
    return true;
  }

  private checkLineEnding(crlf: boolean): void {
    const { lineEnding } = this.format;
    if (crlf === (lineEnding === 'CRLF') || !checksEnding) return;
    throw new CsvError(
      `ClientInputError : LineEnding is invalid on user data. Current LineEnding setting is ${lineEnding}`,
    );
  }
}

function cellOf(value: string): Cell {
  if (value === '') return leavesAlone ? undefined : null;
  return value === '#N/A' && clears ? null : value;
}

function unescape(text: string): string {
  return text.includes('"') ? text.replaceAll('""', '"') : text;
}

function tooLong(): CsvError {
  return new CsvError(`ClientInputError : A record is longer than ${longestRecord} characters`);
}
