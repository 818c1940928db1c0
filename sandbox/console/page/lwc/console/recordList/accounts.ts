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

/** Why an account is worth a look, by its id; read with the list. */
let notes: ReadonlyMap<string, string> = new Map();

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

  async ids(search) {
    if (search !== '')
      return idsOf(`SELECT Id FROM Account WHERE ${holding(search, ['Name'])} ORDER BY Name`);
    const [signs, buyers, all] = await Promise.all([
      readSigns(),
      soqlOrNothing<Stat>(
        `${perAccount} Account__c != null GROUP BY Account__c ORDER BY COUNT(Id) DESC LIMIT ${most}`,
      ),
      idsOf('SELECT Id FROM Account ORDER BY Name'),
    ]);
    notes = signs;
    const buyerIds = buyers.map(({ Account__c }) => Account__c);
    return once([...signs.keys()], buyerIds, all).slice(0, most);
  },

  async rows(ids) {
    const [records, stats] = await Promise.all([
      byId<Named>('SELECT Id, Name FROM Account', ids),
      statsOf(ids),
    ]);
    return records.map((record) => toRow(record, stats.get(record.Id)));
  },
};

async function statsOf(ids: readonly string[]): Promise<ReadonlyMap<string, Stat>> {
  if (ids.length === 0) return new Map();
  const rows = await soqlOrNothing<Stat>(
    `${perAccount} Account__c IN (${ids.map(quoted).join(',')}) GROUP BY Account__c`,
  );
  return new Map(rows.map((row) => [row.Account__c, row]));
}

function toRow({ Id, Name }: Named, stat: Stat | undefined): Row {
  const lastOrder = stat?.lastOrder;
  return {
    id: Id,
    name: Name,
    url: urlOfRecord('Account', Id),
    cells: [
      { key: 'note', text: notes.get(Id) ?? '' },
      { key: 'orders', text: stat ? figure(stat.orders) : nothing },
      {
        key: 'last',
        text: lastOrder ? dayOf(lastOrder) : nothing,
        ...(lastOrder && { datetime: lastOrder }),
      },
    ],
  };
}
