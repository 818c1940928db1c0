import { quoted } from '../../../platform/org';
import {
  byId,
  dayOf,
  figure,
  holding,
  idsOf,
  most,
  nothing,
  once,
  soqlOrNothing,
  urlOfRecord,
} from './list';
import type { List, Named, Row } from './list';
import { readSigns } from './signs';

interface Stat {
  readonly Account__c: string;
  readonly orders: number;
  readonly lastOrder: string;
}

const perAccount =
  'SELECT Account__c, COUNT(Id) orders, MAX(Placed_At__c) lastOrder FROM Commerce_Order__c WHERE';

export const accounts: List = {
  label: 'Accounts',
  one: 'account',
  icon: 'standard:account',
  order: 'of note, then most orders first',
  searches: 'name',
  columns: [
    { label: 'Account Name' },
    { label: 'Of Note' },
    { label: 'Orders', isFigure: true },
    { label: 'Last Order', isFigure: true },
  ],

  async find(search) {
    const [notes, ids] = await Promise.all([readSigns(), search === '' ? ranked() : named(search)]);
    return {
      ids: search === '' ? once([...notes.keys()], ids).slice(0, most) : ids,
      rows: (wanted) => read(wanted, notes),
    };
  },
};

const named = (search: string): Promise<string[]> =>
  idsOf(`SELECT Id FROM Account WHERE ${holding(search, ['Name'])} ORDER BY Name`);

/** Who ordered most, and after them accounts without an order. */
async function ranked(): Promise<string[]> {
  const [buyers, all] = await Promise.all([
    soqlOrNothing<Stat>(
      `${perAccount} Account__c != null GROUP BY Account__c ORDER BY COUNT(Id) DESC LIMIT ${most}`,
    ),
    idsOf('SELECT Id FROM Account ORDER BY Name'),
  ]);
  return once(
    buyers.map(({ Account__c }) => Account__c),
    all,
  );
}

async function read(ids: readonly string[], notes: ReadonlyMap<string, string>): Promise<Row[]> {
  const [records, stats] = await Promise.all([
    byId<Named>('SELECT Id, Name FROM Account', ids),
    statsOf(ids),
  ]);
  return records.map((record) => toRow(record, stats.get(record.Id), notes.get(record.Id) ?? ''));
}

async function statsOf(ids: readonly string[]): Promise<ReadonlyMap<string, Stat>> {
  if (ids.length === 0) return new Map();
  const rows = await soqlOrNothing<Stat>(
    `${perAccount} Account__c IN (${ids.map(quoted).join(',')}) GROUP BY Account__c`,
  );
  return new Map(rows.map((row) => [row.Account__c, row]));
}

function toRow({ Id, Name }: Named, stat: Stat | undefined, note: string): Row {
  const lastOrder = stat?.lastOrder;
  return {
    id: Id,
    name: Name,
    url: urlOfRecord('Account', Id),
    cells: [
      { key: 'note', text: note },
      { key: 'orders', text: stat ? figure(stat.orders) : nothing },
      {
        key: 'last',
        text: lastOrder ? dayOf(lastOrder) : nothing,
        ...(lastOrder && { datetime: lastOrder }),
      },
    ],
  };
}
