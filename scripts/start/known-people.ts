import { buyers, company } from '../../sandbox/shops/demo-data.ts';

export interface AdminAccess {
  readonly url: string;
  readonly accessToken: string;
}

/**
 * What a business has in Salesforce before any shop is connected: an Account of a company with its buyers as Contacts.
 * Their orders find them by their e-mail addresses.
 */
export async function addKnownCompany(org: AdminAccess): Promise<void> {
  const accountId = await create(org, 'Account', { Name: company.name });
  for (const { firstName, lastName, email } of buyers) {
    await create(org, 'Contact', {
      FirstName: firstName,
      LastName: lastName,
      Email: email,
      AccountId: accountId,
    });
  }
}

interface Order {
  readonly Name: string;
  readonly Account__c: string | null;
  readonly Contact__c: string | null;
}

/** Who has written in, and about what: their latest order is named where the words ask for it. */
const cases: readonly { readonly email: string; readonly subject: (order: string) => string }[] = [
  { email: 'emma.clarke@example.com', subject: (order) => `Question about my order ${order}` },
  { email: 'marcus.hale@example.com', subject: (order) => `Where is my parcel? Order ${order}` },
  { email: 'aisha.khan@example.com', subject: () => 'My refund has not arrived' },
  { email: buyers[0]?.email ?? '', subject: (order) => `Invoice for ${order}` },
];

/** Cases of some of the shop's customers, once these are in Salesforce. */
export async function addCases(org: AdminAccess): Promise<void> {
  for (const { email, subject } of cases) {
    const q = `SELECT Name, Account__c, Contact__c FROM Commerce_Order__c WHERE Email__c = '${email}' ORDER BY Placed_At__c DESC LIMIT 1`;
    const query = new URLSearchParams({ q });
    const { records } = await call<{ records: Order[] }>(org, `query?${query}`);
    const [order] = records;
    if (!order?.Contact__c) continue;
    await create(org, 'Case', {
      Subject: subject(order.Name),
      ContactId: order.Contact__c,
      AccountId: order.Account__c,
      Status: 'New',
      Origin: 'Email',
    });
  }
}

async function create(org: AdminAccess, object: string, fields: object): Promise<string> {
  const { id } = await call<{ id: string }>(org, `sobjects/${object}`, fields);
  return id;
}

async function call<T>({ url, accessToken }: AdminAccess, path: string, body?: object): Promise<T> {
  const answer = await fetch(`${url}/services/data/v66.0/${path}`, {
    method: body ? 'POST' : 'GET',
    headers: { Authorization: `Bearer ${accessToken}`, 'Content-Type': 'application/json' },
    ...(body && { body: JSON.stringify(body) }),
    signal: AbortSignal.timeout(10_000),
  });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`The emulated org refused ${path}: ${text}`);
  return JSON.parse(text) as T;
}
