import { byFamily } from './column-families.ts';
import { backoffMs } from './io.ts';
import {
  requestsPerCall,
  rowsPerUpsert,
  upsertsPerCall,
  upsertTogether,
  type Upsert,
} from './composite.ts';
import type { SalesforceConnection } from './connection.ts';
import { Members } from './members.ts';
import type {
  Aggregate,
  ExternalIdFields,
  Outcome,
  RecordWriter,
  Row,
  RowFailure,
} from './record.ts';
import { refuseMissingRights } from './setup-failure.ts';
import { curedByWaiting, missingParent, wouldBeNew } from './verdict.ts';

export interface CollectionsWriterOptions {
  readonly connection: SalesforceConnection;
  readonly externalIdFields: ExternalIdFields;
  readonly signal?: AbortSignal | undefined;
}

/** Held and sent together at most. */
const mostRows = 2000;
/** Well below the 6 MB that a REST request may have. */
const mostCharacters = 3_000_000;
const rowRetries = 3;

/**
 * Writes aggregates by sObject Collections, several in one call to the Composite resource: for few records, where a bulk
 * job would take longer and cost more requests than the rows are worth. Throws Failure as the bulk writer does.
 */
export function createCollectionsWriter(options: CollectionsWriterOptions): RecordWriter {
  return { write: (aggregates) => write(options, aggregates) };
}

async function* write(
  options: CollectionsWriterOptions,
  aggregates: AsyncIterable<Aggregate>,
): AsyncGenerator<Outcome> {
  let group = new Group(options);
  for await (const aggregate of aggregates) {
    if (group.size > 0 && !group.takes(aggregate)) {
      yield* group.send();
      group = new Group(options);
    }
    group.add(aggregate);
  }
  if (group.size > 0) yield* group.send();
}

/** Aggregates that are sent together. */
class Group {
  readonly #options: CollectionsWriterOptions;
  readonly #members: Members;
  readonly #holders = new Map<Row, number>();

  constructor(options: CollectionsWriterOptions) {
    this.#options = options;
    this.#members = new Members(options.externalIdFields);
  }

  get size(): number {
    return this.#members.aggregates.length;
  }

  takes(aggregate: Aggregate): boolean {
    const rows = this.#holders.size + aggregate.rows.length;
    return rows <= mostRows && !this.#members.collides(aggregate);
  }

  add(aggregate: Aggregate): void {
    const position = this.#members.admit(aggregate);
    if (position === null) return;
    for (const row of aggregate.rows) this.#holders.set(row, position);
  }

  /** Rows that a moment cures are sent again, and what hangs on them with them; what became of the others is told before. */
  async *send(): AsyncGenerator<Outcome> {
    const { connection, signal } = this.#options;
    const final = new Map<Row, RowFailure>();
    const told = new Set<number>();
    let pending: readonly Row[] = [...this.#holders.keys()];
    for (let attempt = 0; pending.length > 0; attempt += 1) {
      if (attempt > 0) await connection.io.sleep(backoffMs(attempt, 1000), signal);
      const failed = await this.#sendOnce(pending);
      const again: Row[] = [];
      for (const [row, failure] of failed) {
        if (attempt < rowRetries && this.#isWorthAnother(failure, failed)) again.push(row);
        else final.set(row, failure);
      }
      pending = again;
      if (pending.length > 0) yield* this.#decided(final, pending, told);
    }
    yield* this.#decided(final, [], told);
  }

  #decided(
    final: ReadonlyMap<Row, RowFailure>,
    pending: readonly Row[],
    told: Set<number>,
  ): Outcome[] {
    const open = new Set(pending.map((row) => this.#holders.get(row)!));
    return this.#members.outcomes(this.#failures(final)).filter((_, position) => {
      const isNew = !open.has(position) && !told.has(position);
      if (isNew) told.add(position);
      return isNew;
    });
  }

  #isWorthAnother(failure: RowFailure, failed: ReadonlyMap<Row, RowFailure>): boolean {
    if (curedByWaiting(failure)) return true;
    const parent = missingParent(failure);
    if (!parent) return false;
    for (const [{ object, externalId }, why] of failed) {
      if (object === parent.object && externalId === parent.externalId) return curedByWaiting(why);
    }
    return false;
  }

  async #sendOnce(rows: readonly Row[]): Promise<ReadonlyMap<Row, RowFailure>> {
    const { connection, externalIdFields, signal } = this.#options;
    const failed = new Map<Row, RowFailure>();
    for (const upserts of calls(upsertsOf(rows, externalIdFields))) {
      for (const [row, failure] of await upsertTogether(connection, upserts, signal)) {
        if (!row.onlyIfThere || !wouldBeNew(failure)) failed.set(row, failure);
      }
    }
    this.#refuseMissingRights(rows, failed);
    return failed;
  }

  #refuseMissingRights(rows: readonly Row[], failed: ReadonlyMap<Row, RowFailure>): void {
    for (const object of new Set(rows.map((row) => row.object))) {
      const sent = rows.filter((row) => row.object === object).length;
      const ofObject = new Map([...failed].filter(([row]) => row.object === object));
      refuseMissingRights(this.#options.connection, ofObject, { object, rows: sent });
    }
  }

  /** A child whose own aggregate's parent failed says nothing that the parent does not say. */
  #onlyFollows(position: number, failure: RowFailure): boolean {
    const parent = missingParent(failure);
    return !!parent && this.#members.holder(parent.object, parent.externalId) === position;
  }

  #failures(final: ReadonlyMap<Row, RowFailure>): Map<number, RowFailure[]> {
    const failures = new Map<number, RowFailure[]>();
    for (const [position, failure] of this.#members.refused) failures.set(position, [failure]);
    for (const [row, failure] of final) {
      const position = this.#holders.get(row)!;
      if (this.#onlyFollows(position, failure)) continue;
      failures.set(position, [...(failures.get(position) ?? []), failure]);
    }
    return failures;
  }
}

/** Parents first, as the external id fields are listed. */
function upsertsOf(rows: readonly Row[], externalIdFields: ExternalIdFields): Upsert[] {
  return Object.entries(externalIdFields).flatMap(([object, externalIdField]) => {
    const families = byFamily(rows.filter((row) => row.object === object));
    return families.flatMap((family) => {
      const upserts: Upsert[] = [];
      for (let at = 0; at < family.length; at += rowsPerUpsert) {
        upserts.push({ object, externalIdField, rows: family.slice(at, at + rowsPerUpsert) });
      }
      return upserts;
    });
  });
}

function* calls(upserts: readonly Upsert[]): Generator<Upsert[]> {
  let call: Upsert[] = [];
  let characters = 0;
  for (const upsert of upserts) {
    const size = JSON.stringify(upsert.rows).length;
    const next = [...call, upsert];
    if (call.length > 0 && (characters + size > mostCharacters || !fits(next))) {
      yield marked(call);
      [call, characters] = [[upsert], size];
    } else {
      call = next;
      characters += size;
    }
  }
  if (call.length > 0) yield marked(call);
}

/** Those beyond the five collections that a call may hold: the smallest ones. */
function beyond(call: readonly Upsert[]): readonly Upsert[] {
  return call.toSorted((a, b) => b.rows.length - a.rows.length).slice(upsertsPerCall);
}

function fits(call: readonly Upsert[]): boolean {
  const singles = beyond(call).reduce((sum, { rows }) => sum + rows.length, 0);
  return upsertsPerCall + singles <= requestsPerCall;
}

/** A call is worth more than the moment that rows take one by one. */
function marked(call: readonly Upsert[]): Upsert[] {
  const singles = new Set(beyond(call));
  return call.map((upsert) => (singles.has(upsert) ? { ...upsert, singly: true } : upsert));
}
