import {
  byId,
  holding,
  idsOf,
  linkTo,
  most,
  nothing,
  once,
  soqlOrNothing,
  urlOfRecord,
} from './list';
import type { List, Named, Row } from './list';

interface Contact extends Named {
  readonly Email: string | null;
  readonly Account: Named | null;
}

export const contacts: List = {
  label: 'Contacts',
  one: 'contact',
  icon: 'standard:contact',
  order: 'latest orders first',
  searches: 'name or e-mail',
  columns: [{ label: 'Name' }, { label: 'Account Name' }, { label: 'Email' }],

  async find(search) {
    return { ids: await (search === '' ? ranked() : named(search)), rows };
  },
};

const named = (search: string): Promise<string[]> =>
  idsOf(`SELECT Id FROM Contact WHERE ${holding(search, ['Name', 'Email'])} ORDER BY Name`);

/** Who ordered last, and after them contacts without an order. */
async function ranked(): Promise<string[]> {
  const [buyers, all] = await Promise.all([
    soqlOrNothing<{ Contact__c: string }>(
      'SELECT Contact__c, MAX(Placed_At__c) lastOrder FROM Commerce_Order__c ' +
        `WHERE Contact__c != null GROUP BY Contact__c ORDER BY MAX(Placed_At__c) DESC LIMIT ${most}`,
    ),
    idsOf('SELECT Id FROM Contact ORDER BY Name'),
  ]);
  const latest = buyers.map(({ Contact__c }) => Contact__c);
  return once(latest, all).slice(0, most);
}

async function rows(ids: readonly string[]): Promise<Row[]> {
  const select = 'SELECT Id, Name, Email, Account.Id, Account.Name FROM Contact';
  const records = await byId<Contact>(select, ids);
  return records.map(({ Id, Name, Email, Account }) => ({
    id: Id,
    name: Name,
    url: urlOfRecord('Contact', Id),
    cells: [linkTo('account', 'Account', Account), { key: 'email', text: Email ?? nothing }],
  }));
}
