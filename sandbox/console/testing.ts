import type { Org } from '../local-org/engine/types.ts';
import { startLocalOrg } from '../local-org/index.ts';
import type { LocalOrg } from '../local-org/index.ts';

/** An org with the customers that the console's test looks at. */
export interface FilledOrg extends LocalOrg {
  readonly accounts: { readonly regular: string; readonly abroad: string; readonly empty: string };
}

type Values = Readonly<Record<string, unknown>>;

const statuses = ['delivered', 'payment failed', 'partly shipped', 'on hold', 'partly refunded'];
const titles = ['White hanging heart T-light holder', 'Regency cakestand 3 tier', 'Party bunting'];
const minute = 60_000;
const day = 24 * 60 * minute;

/** Inserts rows past all rights; @returns ids in the order of the rows. */
function insert(org: Org, object: string, rows: readonly Values[]): string[] {
  const columns = Object.keys(rows[0] ?? {});
  const results = org.save(org.systemSession(), {
    object,
    operation: 'insert',
    columns,
    rows: rows.map((row) => columns.map((column) => row[column])),
  });
  return results.map(({ id, errors }) => {
    if (id === null) throw new Error(`${object}: ${errors[0]?.message}`);
    return id;
  });
}

function order(account: string, number: number, at: number, values: Values = {}): Values {
  const iso = new Date(at).toISOString();
  return {
    Name: `#${number}`,
    External_Id__c: `shopify:giftshop:${number}`,
    Store__c: 'shopify:giftshop',
    Account__c: account,
    Placed_At__c: iso,
    Placed_On__c: iso.slice(0, 10),
    Status__c: statuses[number % statuses.length],
    Total__c: 139.12,
    Currency__c: 'GBP',
    Item_Summary__c: titles.slice(0, (number % 3) + 1).join(', '),
    Line_Count__c: 1,
    ...values,
  };
}

function line(order: string, number: number, position: number): Values {
  return {
    Name: titles[position % 3],
    External_Id__c: `shopify:giftshop:${number}-${position}`,
    Order__c: order,
    Position__c: position,
    Title__c: titles[position % 3],
    SKU__c: '85123A',
    Quantity__c: 6,
    Unit_Price__c: 2.55,
    Total__c: 15.3,
    Currency__c: 'GBP',
  };
}

function store(key: string, name: string, checkedThrough: number): Values {
  return {
    Name: name,
    External_Id__c: key,
    Platform__c: 'shopify',
    Connected_At__c: '2026-03-03T12:00:00Z',
    Checked_Through__c: new Date(checkedThrough).toISOString(),
  };
}

/**
 * A regular with 45 orders, two of them placed at the same moment across the end of a page, one with 705 lines; a
 * customer who buys in two currencies; one who has not bought yet.
 */
export async function startFilledOrg(now = Date.now()): Promise<FilledOrg> {
  const started = await startLocalOrg();
  const { org } = started;
  insert(org, 'Commerce_Store__c', [store('shopify:giftshop', 'Gift Shop UK', now - 2.5 * minute)]);
  const [regular = '', abroad = '', empty = ''] = insert(org, 'Account', [
    { Name: 'Lantern & Sons Wholesale', Phone: '+44 20 7946 0018' },
    { Name: 'Ada van der Berg', Phone: null },
    { Name: 'New Customer', Phone: null },
  ]);
  // Orders 19 and 20, 39 and 40 from the top share their moment: the key after it must part them.
  const placed = (index: number) =>
    now - Math.floor((index + 1) / 20) * day - 3 * day - index * minute;
  const moment = (index: number) => ([20, 40].includes(index) ? placed(index - 1) : placed(index));
  const orders = Array.from({ length: 45 }, (_, index) =>
    order(regular, 1045 - index, moment(index)),
  );
  const first = { ...orders[0], Line_Count__c: 705, Total__c: 10_786.5 };
  const [big = ''] = insert(org, 'Commerce_Order__c', [first, ...orders.slice(1)]);
  const positions = Array.from({ length: 705 }, (_, index) => index + 1);
  insert(
    org,
    'Commerce_Order_Line__c',
    positions.map((position) => line(big, 1045, position)),
  );
  insert(org, 'Commerce_Order__c', [
    order(abroad, 2001, now - day),
    order(abroad, 2002, Date.parse('2010-12-01T08:26:00Z'), { Total__c: 77.4, Currency__c: 'EUR' }),
  ]);
  return { ...started, accounts: { regular, abroad, empty } };
}

/** Takes all permission sets away from the agent. */
export function lockOut({ org, users }: LocalOrg): void {
  const session = org.systemSession();
  const rows = org.select(session, {
    object: 'PermissionSetAssignment',
    columns: [{ kind: 'field', path: ['Id'] }],
    where: {
      kind: 'compare',
      expression: { kind: 'field', path: ['Assignee', 'Username'] },
      comparison: '=',
      value: users.agent.username,
    },
  });
  org.save(session, {
    object: 'PermissionSetAssignment',
    operation: 'delete',
    columns: ['Id'],
    rows: rows.map(({ values }) => values),
  });
}
