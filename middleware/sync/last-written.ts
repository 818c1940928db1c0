import { parts } from '../mapping/index.ts';
import type { Aggregate, Row } from '../salesforce/record.ts';
import type { KnownOutcome } from '../store/outcomes.ts';
import { hashOfText } from './diff.ts';

/** Over all records: some megabytes, and most of what changes twice within hours. */
const mostRows = 30_000;

interface Written {
  /** Of the whole aggregate. */
  readonly hash: string;
  /** By object and external id: hash of the row. */
  readonly rows: ReadonlyMap<string, string>;
}

/**
 * What of a store's records Salesforce confirmed last, row by row, so that an order which is sent off does not write all
 * its lines again: each row written sets off the org's own flows, and takes room in a call. Kept in memory for those that
 * changed lately; nothing but more rows is sent where it is missing.
 */
export class LastWritten {
  /** Those that were written longest ago come first. */
  readonly #written = new Map<string, Written>();
  #rows = 0;

  /**
   * The aggregate without the children that stand in Salesforce just so. `before`: what the store knows of it; others may
   * have written it since. What is kept of it is given up: until `keep`, nobody knows what Salesforce has.
   */
  takeChanged(aggregate: Aggregate, before: KnownOutcome | undefined): Aggregate {
    const written = this.#take(aggregate.key);
    if (!written || before?.state !== 'written' || before.hash !== written.hash) return aggregate;
    const isNews = (row: Row) =>
      !(row.object in parts) || written.rows.get(nameOf(row)) !== hashOfRow(row);
    return { ...aggregate, rows: aggregate.rows.filter(isNews) };
  }

  /** All rows stand in Salesforce, those that were left out too. `hash`: what the store keeps of it. */
  keep({ key, rows }: Pick<Aggregate, 'key' | 'rows'>, hash: string): void {
    this.#take(key);
    const children = rows.filter(({ object }) => object in parts);
    if (children.length === 0 || children.length > mostRows) return;
    this.#written.set(key, {
      hash,
      rows: new Map(children.map((row) => [nameOf(row), hashOfRow(row)])),
    });
    this.#rows += children.length;
    for (const oldest of this.#written.keys()) {
      if (this.#rows <= mostRows) break;
      this.#take(oldest);
    }
  }

  #take(key: string): Written | undefined {
    const written = this.#written.get(key);
    if (!written) return undefined;
    this.#written.delete(key);
    this.#rows -= written.rows.size;
    return written;
  }
}

function nameOf({ object, externalId }: Row): string {
  return `${object} ${externalId}`;
}

function hashOfRow(row: Row): string {
  return hashOfText(JSON.stringify(row));
}
