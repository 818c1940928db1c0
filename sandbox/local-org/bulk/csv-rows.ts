import { rule } from '../rules/rule.ts';

const clears = rule('bulk.clear');
const leavesAlone = rule('bulk.empty-cell');

/** A cell: undefined when empty (leave alone), null for `#N/A` (clear). */
export type Cell = string | null | undefined;

const quote = 34;

function unescape(text: string): string {
  return text.includes('"') ? text.replaceAll('""', '"') : text;
}

function cellOf(value: string): Cell {
  if (value === '') return leavesAlone ? undefined : null;
  return value === '#N/A' && clears ? null : value;
}

function grown(array: Uint32Array): Uint32Array {
  const larger = new Uint32Array(array.length * 2);
  larger.set(array);
  return larger;
}

/**
 * Rows of an upload, kept as text and the places of their cells. Cells are made when a row is asked for: made ahead, a
 * batch of them outlives the young generation, and collecting them took a sixth of all time.
 */
export class CsvRows {
  readonly #texts: string[] = [];
  /** Of each row: its place among the texts, and where its bounds begin. */
  #textOf: Uint32Array = new Uint32Array(256);
  #first: Uint32Array = new Uint32Array(256);
  /** Of each row: where it starts, then where each of its cells ends. */
  #bounds: Uint32Array = new Uint32Array(4096);
  #filled = 0;
  #length = 0;

  get length(): number {
    return this.#length;
  }

  /** Begins a row; one that was not finished is forgotten. */
  begin(start: number): void {
    this.#filled = this.#first[this.#length] ?? 0;
    this.#add(start);
  }

  endCell(end: number): void {
    this.#add(end);
  }

  #add(bound: number): void {
    if (this.#filled === this.#bounds.length) this.#bounds = grown(this.#bounds);
    this.#bounds[this.#filled++] = bound;
  }

  /** The row begun stands in this text and is complete. */
  finish(text: string): void {
    if (this.#texts.at(-1) !== text) this.#texts.push(text);
    this.#textOf[this.#length++] = this.#texts.length - 1;
    if (this.#length === this.#first.length) {
      this.#first = grown(this.#first);
      this.#textOf = grown(this.#textOf);
    }
    this.#first[this.#length] = this.#filled;
  }

  clear(): void {
    this.#texts.length = 0;
    this.#filled = 0;
    this.#length = 0;
  }

  /** How many cells a row has. */
  width(position: number): number {
    return (this.#first[position + 1] ?? 0) - (this.#first[position] ?? 0) - 1;
  }

  at(position: number): Cell[] {
    const text = this.#texts[this.#textOf[position] ?? 0] ?? '';
    const first = this.#first[position] ?? 0;
    const past = this.#first[position + 1] ?? 0;
    const cells: Cell[] = [];
    let start = this.#bounds[first] ?? 0;
    for (let place = first + 1; place < past; place++) {
      const end = this.#bounds[place] ?? 0;
      cells.push(cellOf(valueIn(text, start, end)));
      start = end + 1;
    }
    return cells;
  }

  /** As uploaded, without the line ending. */
  source(position: number): string {
    const start = this.#bounds[this.#first[position] ?? 0] ?? 0;
    const end = this.#bounds[(this.#first[position + 1] ?? 0) - 1] ?? 0;
    return (this.#texts[this.#textOf[position] ?? 0] ?? '').slice(start, end);
  }
}

function valueIn(text: string, start: number, end: number): string {
  if (text.charCodeAt(start) !== quote || start === end) return text.slice(start, end);
  return unescape(text.slice(start + 1, end - 1));
}
