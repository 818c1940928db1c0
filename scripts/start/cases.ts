import { buyers } from '../../sandbox/shops/demo-data.ts';
import { create, first, type AdminAccess } from './org.ts';

interface DemoCase {
  /** Of whom it is; null: of nobody whom the org knows. */
  readonly email: string | null;
  /** A company's, not one person's. */
  readonly ofAccountAlone?: boolean;
  /** Which of their orders it is about: the latest of these. */
  readonly statuses?: readonly string[];
  readonly origin: 'Email' | 'Phone' | 'Web';
  readonly priority?: 'High';
  /** `order` is its number as the shop writes it: `#4971`. */
  readonly tell: (order: string) => { readonly subject: string; readonly description: string };
}

/** Oldest first: the last ones are on top of the list. */
const cases: readonly DemoCase[] = [
  {
    email: null,
    origin: 'Web',
    tell: () => ({
      subject: 'Do you deliver to Norway?',
      description: 'I found your shop yesterday and have not ordered yet.',
    }),
  },
  {
    email: buyers[0]?.email ?? null,
    ofAccountAlone: true,
    origin: 'Email',
    tell: (order) => ({
      subject: `VAT invoice for ${order}`,
      description: 'Please send it to our accounts department, with our company number on it.',
    }),
  },
  {
    email: 'nora.fielding@example.com',
    origin: 'Web',
    tell: () => ({
      subject: 'My cart does not let me check out',
      description:
        'It is all still in there, but the button does nothing. Can you order it for me?',
    }),
  },
  {
    email: 'tom.whitaker@example.com',
    statuses: ['payment failed'],
    origin: 'Email',
    tell: (order) => ({
      subject: `Was I charged for ${order}?`,
      description: 'The page said that the payment had failed, but my bank shows it as reserved.',
    }),
  },
  {
    email: 'lucy.bennett@example.com',
    origin: 'Email',
    tell: (order) => ({
      subject: `Where is my order ${order}?`,
      description: 'It is a present for Saturday. When will it be here?',
    }),
  },
  {
    email: 'aisha.khan@example.com',
    statuses: ['partly refunded', 'refunded'],
    origin: 'Email',
    tell: (order) => ({
      subject: `Refund for ${order} not arrived`,
      description: 'You wrote weeks ago that it was on its way.',
    }),
  },
  {
    email: 'marcus.hale@example.com',
    origin: 'Phone',
    priority: 'High',
    tell: (order) => ({
      subject: `Parcel of order ${order} is late`,
      description: 'He has called for the second time and wants his money back otherwise.',
    }),
  },
  {
    email: 'emma.clarke@example.com',
    origin: 'Email',
    tell: (order) => ({
      subject: `Part of order ${order} came broken`,
      description: 'The rest is lovely, thank you. Can you send another?',
    }),
  },
];

interface Order {
  readonly Name: string;
  readonly Account__c: string | null;
  readonly Contact__c: string | null;
}

/** Cases of some of the shop's customers, once these are in Salesforce. @throws where one of them is not. */
export async function addCases(org: AdminAccess): Promise<void> {
  for (const each of cases) {
    const order = await orderOf(org, each);
    const { subject, description } = each.tell(order?.Name ?? '');
    await create(org, 'Case', {
      Subject: subject,
      Description: description,
      ContactId: each.ofAccountAlone ? null : (order?.Contact__c ?? null),
      AccountId: order?.Account__c ?? null,
      Status: 'New',
      Priority: each.priority ?? 'Medium',
      Origin: each.origin,
    });
  }
}

async function orderOf(org: AdminAccess, { email, statuses }: DemoCase): Promise<Order | null> {
  if (email === null) return null;
  const among = statuses?.map((status) => `'${status}'`).join(',');
  const order = await first<Order>(
    org,
    'SELECT Name, Account__c, Contact__c FROM Commerce_Order__c ' +
      `WHERE Email__c = '${email}' AND Contact__c != null ` +
      `${among ? `AND Status__c IN (${among}) ` : ''}ORDER BY Placed_At__c DESC`,
  );
  if (!order) throw new Error(`No order of ${email} is in the org: the demo tells of one.`);
  return order;
}
