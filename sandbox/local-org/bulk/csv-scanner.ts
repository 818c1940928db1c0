import { rule } from '../rules/rule.ts';
import type { CsvRows } from './csv-rows.ts';

const limited = rule('bulk.record-length');
const closes = rule('bulk.quote-closed');
const endsCells = rule('bulk.quote-end');
const checksEnding = rule('bulk.line-ending');
/**
 * A tight CSV scanner for uploads: RFC 4180 with a fixed line ending, as Bulk API 2.0 reads it. Text goes in by
 * pieces; rows come out as places in it.
 */

export type LineEnding = 'LF' | 'CRLF';

export interface CsvFormat {
  /** One character. */
  readonly delimiter: string;
  readonly lineEnding: LineEnding;
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
  /** The next delimiter and line feed from where one was last looked for; before that place: not known. */
  private nextDelimiter = -1;
  private nextLineFeed = -1;
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
    this.nextDelimiter = -1;
    this.nextLineFeed = -1;
    this.ended = last;
  }

  /** Adds the next row; false when more text is needed or all is read. Empty lines are skipped. */
  read(rows: CsvRows): boolean {
    while (this.position < this.text.length) {
      const start = this.position;
      rows.begin(start);
      if (!this.cells(rows)) {
        if (limited && this.text.length - start > longestRecord) throw tooLong();
        return false;
      }
      const end = this.lineEnd;
      this.position = this.afterLine(end);
      if (end === start) continue;
      rows.finish(this.text);
      return true;
    }
    return false;
  }

  private afterLine(end: number): number {
    if (end === this.text.length) return end;
    return this.format.lineEnding === 'CRLF' ? end + 2 : end + 1;
  }

  /** One line's cells; false when its end is not here yet. */
  private cells(rows: CsvRows): boolean {
    const { text, delimiter } = this;
    let from = this.position;
    for (;;) {
      const end = text.charCodeAt(from) === quote ? this.quotedEnd(from) : this.plainEnd(from);
      if (end === undefined) return false;
      rows.endCell(end);
      if (text.charCodeAt(end) !== delimiter) {
        this.lineEnd = end;
        return true;
      }
      from = end + 1;
    }
  }

  /** Past a cell's closing quote; undefined: not known yet. */
  private quotedEnd(from: number): number | undefined {
    const close = this.closingQuote(from + 1);
    return close !== undefined && this.endsCell(close + 1) ? close + 1 : undefined;
  }

  /** Where an unquoted cell ends: its delimiter, its line ending (the CR of CRLF) or the end; undefined: not here yet. */
  private plainEnd(from: number): number | undefined {
    const end = Math.min(this.delimiterFrom(from), this.lineFeedFrom(from));
    if (end === Infinity) return this.ended ? this.text.length : undefined;
    if (end !== this.nextLineFeed) return end;
    const crlf = end > from && this.text.charCodeAt(end - 1) === carriageReturn;
    this.checkLineEnding(crlf);
    return crlf ? end - 1 : end;
  }

  /** Searching for one character goes many at a time; Infinity: there is none. */
  private delimiterFrom(from: number): number {
    if (this.nextDelimiter < from) {
      const found = this.text.indexOf(this.format.delimiter, from);
      this.nextDelimiter = found < 0 ? Infinity : found;
    }
    return this.nextDelimiter;
  }

  private lineFeedFrom(from: number): number {
    if (this.nextLineFeed < from) {
      const found = this.text.indexOf('\n', from);
      this.nextLineFeed = found < 0 ? Infinity : found;
    }
    return this.nextLineFeed;
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

function tooLong(): CsvError {
  return new CsvError(`ClientInputError : A record is longer than ${longestRecord} characters`);
}
