import { figure, soqlOrNothing } from './list';

/** What makes one account more telling than another: a question to the org, and the answer in words. */
interface Sign {
  readonly query: string;
  /** null: nothing of note after all. */
  readonly tell: (row: Told) => string | null;
}

interface Told {
  readonly account: string;
  readonly name?: string;
  readonly count?: number;
}

const orders = 'FROM Commerce_Order__c WHERE Account__c != null';
const latestOrder = (status: string): string =>
  `SELECT Account__c account, Name name ${orders} AND Status__c = '${status}' ` +
  'GROUP BY Account__c, Name ORDER BY MAX(Placed_At__c) DESC LIMIT 2';
const perAccount = (what: string): string =>
  `SELECT Account__c account, ${what} count ${orders} ` +
  `GROUP BY Account__c ORDER BY ${what} DESC LIMIT 1`;
const more = (least: number, word: (count: string) => string) => (row: Told) =>
  (row.count ?? 0) >= least ? word(figure(row.count ?? 0)) : null;

const signs: readonly Sign[] = [
  { query: perAccount('COUNT(Id)'), tell: () => 'Most orders' },
  {
    query: perAccount('COUNT_DISTINCT(Contact__c)'),
    tell: more(2, (count) => `${count} buyers`),
  },
  { query: latestOrder('payment failed'), tell: ({ name }) => `Payment failed: ${name}` },
  { query: latestOrder('partly refunded'), tell: ({ name }) => `Partly refunded: ${name}` },
  {
    query:
      'SELECT Order__r.Account__c account, Order__r.Name name FROM Commerce_Shipment__c ' +
      `WHERE Status__c = 'exception' AND Order__r.Account__c != null ` +
      'GROUP BY Order__r.Account__c, Order__r.Name ORDER BY MAX(Shipped_At__c) DESC LIMIT 2',
    tell: ({ name }) => `Parcel in trouble: ${name}`,
  },
  {
    query: perAccount('MAX(Line_Count__c)'),
    tell: more(100, (count) => `An order of ${count} lines`),
  },
  {
    query: `SELECT Account__c account ${orders} GROUP BY Account__c ORDER BY MIN(Placed_At__c) DESC LIMIT 2`,
    tell: () => 'New customer',
  },
  {
    query:
      'SELECT Account__c account FROM Commerce_Cart__c WHERE Account__c != null AND Completed_At__c = null ' +
      'AND Removed__c = false GROUP BY Account__c ORDER BY MAX(Last_Activity_At__c) DESC LIMIT 2',
    tell: () => 'Filling a cart',
  },
  { query: latestOrder('cancelled'), tell: ({ name }) => `Cancelled: ${name}` },
  {
    query:
      'SELECT Account__c account FROM Commerce_Customer__c WHERE Account__c != null AND Account__c NOT IN ' +
      `(SELECT Account__c ${orders}) GROUP BY Account__c ORDER BY MIN(Registered_At__c) LIMIT 1`,
    tell: () => 'Customer without an order',
  },
];

/** The telling accounts, the most telling first, with why they are. */
export async function readSigns(): Promise<ReadonlyMap<string, string>> {
  const answers = await Promise.all(
    signs.map(async ({ query, tell }) =>
      (await soqlOrNothing<Told>(query)).map((row) => [row.account, tell(row)] as const),
    ),
  );
  const told = new Map<string, string[]>();
  for (const [account, words] of answers.flat()) {
    if (words !== null) told.set(account, [...(told.get(account) ?? []), words]);
  }
  return new Map([...told].map(([account, words]) => [account, words.join(' · ')]));
}
