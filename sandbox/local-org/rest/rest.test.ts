import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { startLocalOrg, type LocalOrg } from '../index.ts';

const base = '/services/data/v66.0';

interface Said {
  readonly status: number;
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- any JSON that the server may answer
  readonly body: any;
}

describe('REST', () => {
  let org: LocalOrg;

  const say = async (method: string, path: string, body?: unknown, token = org.accessToken) => {
    const response = await fetch(org.url + base + path, {
      method,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    return { status: response.status, body: text ? JSON.parse(text) : undefined } as Said;
  };
  const query = (soql: string, token?: string) =>
    say('GET', `/query?q=${encodeURIComponent(soql)}`, undefined, token);
  const refusal = ({ status, body }: Said) => [status, body[0].errorCode];

  before(async () => {
    org = await startLocalOrg();
    await say('PATCH', '/sobjects/Account/Commerce_Key__c/shopify:demo:1', { Name: 'Acme' });
    const order = { Name: '#1', Store__c: 'shopify:demo', Total__c: 12.5, Currency__c: 'EUR' };
    const link = { Account__r: { Commerce_Key__c: 'shopify:demo:1' } };
    const path = '/sobjects/Commerce_Order__c/External_Id__c/shopify:demo:1';
    assert.equal((await say('PATCH', path, { ...order, ...link })).status, 201);
    assert.equal((await say('PATCH', path, { Name: '#1' })).body.created, false);
  });
  after(() => org.close());

  it('prints parents, children and nothing where there is none', async () => {
    const { body } = await query(
      'SELECT Name, Account__r.Name, Contact__r.Name, (SELECT Id FROM Lines__r) FROM Commerce_Order__c',
    );
    const [{ attributes, Account__r, ...order }] = body.records;
    assert.equal(attributes.type, 'Commerce_Order__c');
    assert.match(
      attributes.url,
      /^\/services\/data\/v66\.0\/sobjects\/Commerce_Order__c\/a\w{17}$/,
    );
    assert.deepEqual([Account__r.attributes.type, Account__r.Name], ['Account', 'Acme']);
    assert.deepEqual(order, { Name: '#1', Contact__r: null, Lines__r: null });
  });

  it('prints groups', async () => {
    const { body } = await query(
      'SELECT Currency__c, COUNT(Id), SUM(Total__c) total FROM Commerce_Order__c GROUP BY Currency__c',
    );
    assert.deepEqual(body, {
      totalSize: 1,
      done: true,
      records: [
        { attributes: { type: 'AggregateResult' }, Currency__c: 'EUR', expr0: 1, total: 12.5 },
      ],
    });
    assert.deepEqual((await query('SELECT COUNT() FROM Commerce_Order__c')).body, {
      totalSize: 1,
      done: true,
      records: [],
    });
  });

  it('pages by 2,000 and refuses a locator that is not the caller’s', async () => {
    org.org.save(org.org.systemSession(), {
      object: 'Lead',
      operation: 'insert',
      columns: ['LastName', 'Company'],
      rows: Array.from({ length: 2001 }, (_, at) => [`${at}`, 'Acme']),
    });
    const { body } = await query('SELECT LastName FROM Lead');
    assert.deepEqual([body.totalSize, body.done, body.records.length], [2001, false, 2000]);
    const path = body.nextRecordsUrl.slice(base.length);
    const { body: last } = await say('GET', path);
    assert.deepEqual([last.totalSize, last.done, last.records.length], [2001, true, 1]);
    const stranger = await say('GET', path, undefined, org.users.integration.accessToken);
    assert.deepEqual(refusal(stranger), [400, 'INVALID_QUERY_LOCATOR']);
  });

  it('reads and deletes by external id, and tells what is missing', async () => {
    const path = '/sobjects/Account/Commerce_Key__c/shopify:demo:2';
    assert.deepEqual(refusal(await say('GET', path)), [404, 'NOT_FOUND']);
    const only = await say('PATCH', `${path}?updateOnly=true`, { Name: 'B' });
    assert.deepEqual(refusal(only), [404, 'NOT_FOUND']);
    assert.equal((await say('PATCH', path, { Name: 'B' })).body.created, true);
    assert.equal((await say('GET', `${path}?fields=Name,Owner.Name`)).body.Name, 'B');
    assert.equal((await say('DELETE', path)).status, 204);
    assert.deepEqual(refusal(await say('DELETE', path)), [404, 'NOT_FOUND']);
    const bad = await say('GET', '/sobjects/Account/Phone/1');
    assert.deepEqual(refusal(bad), [404, 'NOT_FOUND']);
  });

  it('takes the key from the URL alone', async () => {
    const path = '/sobjects/Account/Commerce_Key__c/shopify:demo:3';
    const twice = await say('PATCH', path, { Name: 'C', Commerce_Key__c: 'shopify:demo:3' });
    assert.deepEqual(refusal(twice), [400, 'INVALID_FIELD']);
    assert.match(twice.body[0].message, /Commerce_Key__c field should not be specified/);
    const withId = await say('PATCH', path, { Name: 'C', Id: '001gL0000000001QAA' });
    assert.deepEqual(refusal(withId), [400, 'INVALID_FIELD']);
  });

  it('answers 300 where several records have the key', async () => {
    const create = async (key: string) => {
      const body = { External_Id__c: key, Name: key, Store__c: 'shopify:twice' };
      return (await say('POST', '/sobjects/Commerce_Order__c/Id', body)).body.id;
    };
    const ids = [await create('t1'), await create('t2')];
    const path = '/sobjects/Commerce_Order__c/Store__c/shopify:twice';
    for (const method of ['GET', 'PATCH', 'DELETE']) {
      const { status, body } = await say(method, path, method === 'PATCH' ? {} : undefined);
      assert.equal(status, 300);
      const urls = ids.map((id) => `${base}/sobjects/Commerce_Order__c/${id}`);
      assert.deepEqual(body.toSorted(), urls.toSorted());
    }
    for (const id of ids) await say('DELETE', `/sobjects/Commerce_Order__c/${id}`);
  });

  it('refuses what Salesforce refuses', async () => {
    const post = (body: object, token?: string) =>
      say(
        'POST',
        '/sobjects/Commerce_Order__c',
        { External_Id__c: 'x', Name: 'x', ...body },
        token,
      );
    const cases: [object, string][] = [
      [{ Nothing__c: 1 }, 'INVALID_FIELD'],
      [{ External_Id__c: null }, 'REQUIRED_FIELD_MISSING'],
      [{ External_Id__c: 'shopify:demo:1' }, 'DUPLICATE_VALUE'],
      [{ Currency__c: 'EURO' }, 'STRING_TOO_LONG'],
      [{ Status__c: 'on the moon' }, 'INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST'],
    ];
    for (const [body, errorCode] of cases) {
      assert.deepEqual(refusal(await post(body)), [400, errorCode], JSON.stringify(body));
    }
    const agent = await post({}, org.users.agent.accessToken);
    assert.ok([400, 403].includes(agent.status), JSON.stringify(agent));
    const id = { Id: '001000000000001AAA', Name: 'x' };
    assert.deepEqual(refusal(await say('POST', '/sobjects/Account', id)), [400, 'INVALID_FIELD']);
  });

  it('shows a user only what permissions allow', async () => {
    const { accessToken } = org.users.integration;
    const path = '/sobjects/Lead/describe';
    assert.equal((await say('GET', path)).status, 200);
    assert.equal((await say('GET', path, undefined, accessToken)).status, 404);
    const lead = await query('SELECT Id FROM Lead', accessToken);
    assert.deepEqual(refusal(lead), [400, 'INVALID_TYPE']);
    const { body } = await say('GET', '/sobjects', undefined, accessToken);
    assert.ok(!body.sobjects.some(({ name }: { name: string }) => name === 'Lead'));
  });

  it('rolls a collection back when asked to, and ends it at 200', async () => {
    const attributes = { type: 'Account' };
    const records = [{ attributes, Name: 'Rolled back' }, { attributes }];
    const all = await say('POST', '/composite/sobjects', { allOrNone: true, records });
    assert.deepEqual(
      all.body.map(({ errors }: { errors: { statusCode: string }[] }) => errors[0]?.statusCode),
      ['ALL_OR_NONE_OPERATION_ROLLED_BACK', 'REQUIRED_FIELD_MISSING'],
    );
    const { body } = await query("SELECT COUNT() FROM Account WHERE Name = 'Rolled back'");
    assert.equal(body.totalSize, 0);
    const many = Array.from({ length: 201 }, () => ({ attributes, Name: 'x' }));
    const refused = await say('POST', '/composite/sobjects', { records: many });
    assert.deepEqual(refusal(refused), [400, 'EXCEEDED_ID_LIMIT']);
  });
});
