import { Failure } from '../../common/errors.ts';
import { parseDecimal } from '../../common/money.ts';
import { parseInstant } from '../../common/time.ts';
import type { Days } from '../../connectors/connector.ts';
import type { CountedModel } from '../../model/index.ts';
import type { SalesforceConnection } from '../../salesforce/connection.ts';
import { bulkQuery, query, soqlText } from '../../salesforce/query.ts';
import { isOneOf, queryable } from '../soql.ts';
import type { Booked, BookedPart } from './booked.ts';
import { Figures } from './figures.ts';
import { lists, sums, type List, type Sum } from './books-queries.ts';
import type { Span } from './spans.ts';

/** What Salesforce has of a store. Every call throws Failure. */
export interface Books {
  /** Counts and sums, worked out by Salesforce. `linesSince`: lines of earlier orders are not counted. */
  figures(
    model: CountedModel,
    store: string,
    days: Days & { readonly linesSince?: string | undefined },
    signal: AbortSignal,
  ): Promise<Figures>;
  /** All records of some days that are not marked as removed, in no order. */
  list(model: CountedModel, store: string, span: Span, signal: AbortSignal): Promise<Booked[]>;
  /** Those with these external ids, wherever they are: of another day, marked as removed, or in the recycle bin. */
  find(
    model: CountedModel,
    externalIds: readonly string[],
    signal: AbortSignal,
  ): Promise<ReadonlyMap<string, Booked>>;
  /** Marks records by their Salesforce ids as no longer in the shop; gives the reasons of those that were refused. */
  markRemoved(
    records: readonly { readonly object: string; readonly id: string }[],
    signal: AbortSignal,
  ): Promise<readonly string[]>;
}

export function salesforceBooks(connection: SalesforceConnection): Books {
  return {
    figures: async (model, store, { linesSince, ...days }, signal) => {
      const figures = new Figures();
      for (const sum of sums[model]) {
        const from = sum.measure === 'lines' ? later(days.since, linesSince) : days.since;
        await addUp(connection, sum, store, { ...days, since: from }, figures, signal);
      }
      return figures;
    },
    list: (model, store, span, signal) => {
      const where = (list: List) => [belongs(list, store), within(list, span)].join(' AND ');
      return gather(lists[model], (list) =>
        bulkQuery(connection, soqlOf(list, where(list)), { signal }),
      );
    },
    find: (model, externalIds, signal) => find(connection, lists[model], externalIds, signal),
    markRemoved: (records, signal) => markRemoved(connection, records, signal),
  };
}

function later(a: string | undefined, b: string | undefined): string | undefined {
  return a === undefined || (b !== undefined && b > a) ? b : a;
}

/** Groups in one answer, and there is no next page: sforce_api_calls_soql_select_group_by_considerations.htm */
const mostGroups = 2000;

type Group = Readonly<Record<'recordDay' | 'day' | 'currency' | 'amount', string | null>> & {
  readonly records: string;
};

/** Asks day by day from the oldest on: what a full answer may have cut off is asked for again from its last day. */
async function addUp(
  connection: SalesforceConnection,
  sum: Sum,
  store: string,
  { since, until }: Days,
  figures: Figures,
  signal: AbortSignal,
): Promise<void> {
  for (let from = since; ;) {
    const where = [belongs(sum, store), ...sum.between(from, until)].join(' AND ');
    const sorted = `ORDER BY ${sum.recordDay} LIMIT ${mostGroups}`;
    const { select, object, groupBy } = sum;
    const soql = `SELECT ${select} FROM ${object} WHERE ${where} GROUP BY ${groupBy} ${sorted}`;
    const groups = await query<Group>(connection, soql, { signal, exact: true });
    const last = groups.length < mostGroups ? undefined : groups.at(-1)!.recordDay;
    if (last !== undefined && (last === null || last === from)) throw tooMany(store, sum.object);
    for (const group of groups) {
      if (group.recordDay === last) continue;
      const { measure } = sum;
      const [recordDay, currency] = [group.recordDay ?? '', group.currency ?? ''];
      const place = { measure, recordDay, currency, day: group.day ?? recordDay };
      figures.add(place, Number(group.records), decimal(group.amount) ?? '0');
    }
    if (last === undefined) return;
    from = last;
  }
}

function tooMany(store: string, object: string): Failure {
  return new Failure(`${store}: one day of ${object} makes more than ${mostGroups} groups`, {
    kind: 'config',
    action: 'Look for records with currency codes or days that no shop has; else report this.',
  });
}

function belongs({ parent }: Pick<Sum, 'parent'>, store: string): string {
  const own = parent === '' ? [] : [`${parent}Removed__c = false`];
  return [`${parent}Store__c = ${soqlText(store)}`, ...own, 'Removed__c = false'].join(' AND ');
}

function within({ between, none }: List, { since, until }: Span): string {
  return since === '' ? none : between(since, until).join(' AND ');
}

/** A number as JSON or CSV writes it, `7.35E6` among them. */
function decimal(text: string | null | undefined): string | null {
  return text === null || text === undefined || text === '' ? null : parseDecimal(text);
}

function soqlOf({ object, fields }: List, where: string): string {
  return `SELECT ${fields.join(', ')} FROM ${object} WHERE ${where}`;
}

type Cells = Readonly<Record<string, unknown>>;

async function gather(
  { root, parts }: (typeof lists)[CountedModel],
  rowsOf: (list: List) => AsyncIterable<Cells> | Iterable<Cells>,
): Promise<Booked[]> {
  const records = new Map<string, Booked>();
  for await (const cells of rowsOf(root)) records.set(cell(cells, 'Id'), toBooked(cells, root));
  for (const list of parts) {
    for await (const cells of rowsOf(list)) {
      records.get(cell(cells, 'Order__c'))?.[list.measure].push(toPart(cells, list));
    }
  }
  return [...records.values()];
}

function cell(cells: Cells, field: string | undefined): string {
  const value = field === undefined ? null : cells[field];
  return typeof value === 'string' || typeof value === 'boolean' ? String(value) : '';
}

function toBooked(cells: Cells, { day, number }: List): Booked {
  return {
    id: cell(cells, 'Id'),
    externalId: cell(cells, 'External_Id__c') || null,
    number: cell(cells, number) || null,
    // Of a date and time, the day by UTC.
    on: cell(cells, day).slice(0, 10),
    currency: cell(cells, 'Currency__c'),
    total: decimal(cell(cells, 'Total__c')),
    ...{ lines: [], refunds: [] },
    removed: cell(cells, 'Removed__c') === 'true',
    deleted: cell(cells, 'IsDeleted') === 'true',
    changedAt: parseInstant(cell(cells, 'LastModifiedDate')) ?? '',
  };
}

function toPart(cells: Cells, { amount, day }: List): BookedPart {
  return {
    id: cell(cells, 'Id'),
    externalId: cell(cells, 'External_Id__c') || null,
    amount: decimal(cell(cells, amount)),
    currency: cell(cells, 'Currency__c'),
    on: cell(cells, day),
  };
}

async function find(
  connection: SalesforceConnection,
  list: (typeof lists)[CountedModel],
  externalIds: readonly string[],
  signal: AbortSignal,
): Promise<Map<string, Booked>> {
  const found = new Map<string, Booked>();
  for (const some of queryable(externalIds, (id) => id)) {
    const rows = new Map<List, readonly Cells[]>();
    for (const one of [list.root, ...list.parts]) {
      const kept = one === list.root ? '' : ' AND Removed__c = false AND IsDeleted = false';
      const soql = soqlOf(one, `${isOneOf(`${one.parent}External_Id__c`, some)}${kept}`);
      const options = { signal, exact: true, deleted: true, most: 200_000 };
      rows.set(one, await query(connection, soql, options));
    }
    for (const booked of await gather(list, (one) => rows.get(one)!)) {
      const earlier = found.get(booked.externalId!);
      // What is there counts; of what was deleted, any.
      if (!earlier || earlier.deleted) found.set(booked.externalId!, booked);
    }
  }
  return found;
}

/** https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/resources_composite_sobjects_collections_update.htm */
const rowsPerUpdate = 200;

interface Updated {
  readonly success: boolean;
  readonly errors: readonly { readonly message: string }[];
}

async function markRemoved(
  connection: SalesforceConnection,
  records: readonly { readonly object: string; readonly id: string }[],
  signal: AbortSignal,
): Promise<string[]> {
  const refused: string[] = [];
  for (let from = 0; from < records.length; from += rowsPerUpdate) {
    const some = records.slice(from, from + rowsPerUpdate);
    const rows = some.map(({ object: type, id }) => {
      return { attributes: { type }, id, Removed__c: true };
    });
    const answers = await connection.request<readonly Updated[]>('PATCH', 'composite/sobjects', {
      ...{ headers: { 'Content-Type': 'application/json' }, signal },
      body: () => JSON.stringify({ allOrNone: false, records: rows }),
    });
    for (const [index, { success, errors }] of answers.entries())
      if (!success)
        refused.push(`${some[index]!.id}: ${errors.map((one) => one.message).join('; ')}`);
  }
  return refused;
}
