import { quoted, soql } from '../../../platform/org';
import { urlOf } from '../../../platform/navigation';

export interface Account {
  readonly id: string;
  readonly name: string;
  readonly url: string;
  readonly orders: string;
  /** UTC ISO-8601. */
  readonly lastOrder: string | null;
  readonly lastOrderDay: string;
}

interface AccountRow {
  readonly Id: string;
  readonly Name: string;
}

interface StatRow {
  readonly Account__c: string;
  readonly orders: number;
  readonly lastOrder: string | null;
}

const most = 50;
const day = new Intl.DateTimeFormat(navigator.language, { dateStyle: 'medium' });
const count = new Intl.NumberFormat(navigator.language);

export async function readAccounts(search: string): Promise<Account[]> {
  const accounts = await (search === '' ? telling() : named(search));
  return accounts;
}

async function named(search: string): Promise<Account[]> {
  const pattern = quoted(`%${search.replace(/[%_]/g, '\\$&')}%`);
  const rows = await soql<AccountRow>(
    `SELECT Id, Name FROM Account WHERE Name LIKE ${pattern} ORDER BY Name LIMIT ${most}`,
  );
  const stats = await statsOf(rows.map(({ Id }) => Id));
  return rows.map((row) => toAccount(row, stats.get(row.Id)));
}

/** Who ordered most, and after them accounts without an order. */
async function telling(): Promise<Account[]> {
  const stats = await soqlOrNothing<StatRow>(
    'SELECT Account__c, COUNT(Id) orders, MAX(Placed_At__c) lastOrder FROM Commerce_Order__c ' +
      `WHERE Account__c != null GROUP BY Account__c ORDER BY COUNT(Id) DESC LIMIT ${most}`,
  );
  const byId = new Map(stats.map((row) => [row.Account__c, row]));
  const ids = stats.map(({ Account__c }) => quoted(Account__c)).join(',');
  const buyers =
    stats.length === 0
      ? []
      : await soql<AccountRow>(`SELECT Id, Name FROM Account WHERE Id IN (${ids})`);
  const others = await soql<AccountRow>(`SELECT Id, Name FROM Account ORDER BY Name LIMIT ${most}`);
  const rest = others.filter(({ Id }) => !byId.has(Id)).slice(0, most - buyers.length);
  const restStats = await statsOf(rest.map(({ Id }) => Id));
  const rank = new Map(stats.map(({ Account__c }, index) => [Account__c, index]));
  return [
    ...buyers
      .toSorted((a, b) => (rank.get(a.Id) ?? 0) - (rank.get(b.Id) ?? 0))
      .map((row) => toAccount(row, byId.get(row.Id))),
    ...rest.map((row) => toAccount(row, restStats.get(row.Id))),
  ];
}

async function statsOf(ids: readonly string[]): Promise<ReadonlyMap<string, StatRow>> {
  if (ids.length === 0) return new Map();
  const rows = await soqlOrNothing<StatRow>(
    'SELECT Account__c, COUNT(Id) orders, MAX(Placed_At__c) lastOrder FROM Commerce_Order__c ' +
      `WHERE Account__c IN (${ids.map(quoted).join(',')}) GROUP BY Account__c`,
  );
  return new Map(rows.map((row) => [row.Account__c, row]));
}

/** A user who may not read orders still sees accounts. */
async function soqlOrNothing<Row>(query: string): Promise<Row[]> {
  return soql<Row>(query).catch(() => []);
}

function toAccount({ Id, Name }: AccountRow, stat: StatRow | undefined): Account {
  const lastOrder = stat?.lastOrder ?? null;
  return {
    id: Id,
    name: Name,
    url: urlOf({
      type: 'standard__recordPage',
      attributes: { recordId: Id, objectApiName: 'Account' },
    }),
    orders: stat ? count.format(stat.orders) : '–',
    lastOrder,
    lastOrderDay: lastOrder === null ? '–' : day.format(new Date(lastOrder)),
  };
}
