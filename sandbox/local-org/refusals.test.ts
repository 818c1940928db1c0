import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { startLocalOrg, type LocalOrg, type LocalUser } from './index.ts';

const twoDays = 2 * 24 * 60 * 60 * 1000;
const manyLeads = 50_001;

/** What each API refuses as a whole, over HTTP; the rules that have no test nearer to their code. */
describe('local-org refuses', () => {
  let org: LocalOrg;
  let ahead = 0;

  interface Answer {
    readonly status: number;
    // eslint-disable-next-line @typescript-eslint/no-explicit-any -- JSON, judged by assertions
    readonly body: any;
    readonly headers: Headers;
  }
  const call = async (
    method: string,
    path: string,
    body?: object | string,
    user: LocalUser = org.users.admin,
  ): Promise<Answer> => {
    const type = typeof body === 'string' ? 'text/csv' : 'application/json';
    const answer = await fetch(`${org.url}/services/data/v66.0/${path}`, {
      method,
      headers: { authorization: `Bearer ${user.accessToken}`, 'content-type': type },
      ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const text = await answer.text();
    const isJson = answer.headers.get('content-type')?.includes('json');
    return {
      status: answer.status,
      body: isJson ? JSON.parse(text) : text,
      headers: answer.headers,
    };
  };
  const query = (soql: string) => call('GET', `query?q=${encodeURIComponent(soql)}`);
  const codeOf = ({ body }: Answer): unknown => body[0]?.errorCode;
  const refused = async (asked: Promise<Answer>, code: string, message = /./) => {
    const answer = await asked;
    assert.equal(answer.status, 400, JSON.stringify(answer.body));
    assert.equal(codeOf(answer), code, JSON.stringify(answer.body));
    assert.match(answer.body[0].message, message);
  };
  const insert = async (object: string, fields: object, user?: LocalUser): Promise<string> =>
    (await call('POST', `sobjects/${object}`, fields, user)).body.id;

  before(async () => {
    org = await startLocalOrg({
      now: () => new Date(Date.now() + ahead),
      tokenLifetimeMs: 10 * twoDays,
      clientSecret: 'secret',
    });
    org.org.save(org.org.systemSession(), {
      object: 'Lead',
      operation: 'insert',
      columns: ['LastName', 'Company'],
      rows: Array.from({ length: manyLeads }, (_, at) => [`Lead ${at}`, 'Acme']),
    });
  });

  after(() => org.close());

  it('a client that it does not know', async () => {
    const form = { grant_type: 'client_credentials', client_id: 'other', client_secret: 'secret' };
    const body = new URLSearchParams(form);
    const answer = await fetch(`${org.url}/services/oauth2/token`, { method: 'POST', body });
    assert.equal(((await answer.json()) as { error: string }).error, 'invalid_client_id');
  });

  it('records that are not what they should be', async () => {
    const twice = { Name: 'One', name: 'Two' };
    await refused(call('POST', 'sobjects/Account', twice), 'INVALID_FIELD', /given twice/);
    const early = { Name: '#1', External_Id__c: 'early', Placed_On__c: '1699-12-31' };
    const late = { ...early, Placed_At__c: '4001-01-01T00:00:00Z', Placed_On__c: null };
    for (const fields of [early, late]) {
      await refused(call('POST', 'sobjects/Commerce_Order__c', fields), 'JSON_PARSER_ERROR');
    }
    for (const key of ['1', '2']) {
      const fields = { Name: key, External_Id__c: key, Store__c: 'both' };
      await insert('Commerce_Customer__c', fields);
    }
    const order = { Name: '#1', External_Id__c: '1', Customer__r: { Store__c: 'both' } };
    await refused(
      call('POST', 'sobjects/Commerce_Order__c', order),
      'INVALID_FIELD',
      /matches more than one record/,
    );
  });

  it('collections of too many kinds, or of another', async () => {
    const record = (type: string) => ({ attributes: { type }, Name: 'a', LastName: 'a' });
    const kinds = Array.from({ length: 11 }, (_, at) => record(at % 2 ? 'Account' : 'Contact'));
    await refused(
      call('POST', 'composite/sobjects', { records: kinds }),
      'LIMIT_EXCEEDED',
      /10 chunks/,
    );
    await refused(
      call('PATCH', 'composite/sobjects/Account/Commerce_Key__c', {
        records: [{ attributes: { type: 'Contact' }, LastName: 'a', Commerce_Key__c: '1' }],
      }),
      'INVALID_TYPE',
    );
  });

  it('queries that Salesforce refuses', async () => {
    await refused(query('SELECT LastName FROM Lead GROUP BY LastName'), 'EXCEEDED_ID_LIMIT');
    const parents = 'Parent.'.repeat(6);
    await refused(query(`SELECT ${parents}Name FROM Account`), 'MALFORMED_QUERY', /too long/);
    await refused(
      query("SELECT Id FROM Contact WHERE AccountId LIKE '001%'"),
      'INVALID_QUERY_FILTER_OPERATOR',
      /invalid operator/,
    );
    const levels = '(SELECT Id, (SELECT Id FROM Lines__r) FROM Commerce_Orders__r)';
    await refused(query(`SELECT Id, ${levels} FROM Account`), 'MALFORMED_QUERY');
    await refused(query('SELECT Company FROM Lead WHERE COUNT(Id) > 1'), 'MALFORMED_QUERY');
  });

  it('to put nulls last unless it is asked to', async () => {
    await insert('Contact', { LastName: 'With', Department: 'A' });
    await insert('Contact', { LastName: 'Without' });
    for (const order of ['ASC', 'DESC']) {
      const { body } = await query(`SELECT LastName FROM Contact ORDER BY Department ${order}`);
      assert.equal(body.records[0].LastName, 'Without', order);
    }
  });

  it('a locator after two days', async () => {
    const first = await query('SELECT Id FROM Lead LIMIT 2001');
    const next = first.body.nextRecordsUrl.replace('/services/data/v66.0/', '');
    assert.equal((await call('GET', next)).status, 200);
    ahead = twoDays + 1000;
    await refused(call('GET', next), 'INVALID_QUERY_LOCATOR');
    ahead = 0;
  });

  describe('in Bulk', () => {
    const finished = async (path: string, user?: LocalUser) => {
      for (;;) {
        const { body } = await call('GET', path, undefined, user);
        if (['JobComplete', 'Failed'].includes(body.state)) return body;
        await wait(10);
      }
    };
    const create = (body: object, user?: LocalUser) => call('POST', 'jobs/ingest', body, user);
    const select = (soql: string) =>
      call('POST', 'jobs/query', { operation: 'query', query: soql });

    it('what the user may not see', async () => {
      const { integration } = org.users;
      const job = { object: 'Commerce_Sync_Request__c', operation: 'insert' };
      assert.equal((await create(job)).status, 200);
      await refused(
        create({ object: 'Lead', operation: 'insert' }, integration),
        'INVALIDJOB',
        /Unable to find object/,
      );
      const update = { object: 'Account', operation: 'update' };
      const { id } = (await create(update, integration)).body;
      await call('PUT', `jobs/ingest/${id}/batches`, 'Id,AnnualRevenue\n1,2\n', integration);
      await call('PATCH', `jobs/ingest/${id}`, { state: 'UploadComplete' }, integration);
      const { errorMessage } = await finished(`jobs/ingest/${id}`, integration);
      assert.equal(errorMessage, 'InvalidBatch : Field name not found : AnnualRevenue');
    });

    it('some queries', async () => {
      await refused(select('SELECT BillingAddress FROM Account'), 'API_ERROR', /compound/);
      await refused(select('SELECT Id FROM Account LIMIT 5 OFFSET 2'), 'API_ERROR', /OFFSET/);
    });

    it('pages of more than 50,000 rows, and places that no page begins at', async () => {
      const { id } = (await select('SELECT LastName FROM Lead')).body;
      await finished(`jobs/query/${id}`);
      const page = await call('GET', `jobs/query/${id}/results`);
      assert.equal(page.headers.get('sforce-numberofrecords'), '50000');
      await refused(call('GET', `jobs/query/${id}/results?locator=x`), 'INVALIDLOCATOR');
      await refused(call('GET', `jobs/query/${id}/results?maxRecords=0`), 'API_ERROR');
    });
  });

  describe('in GraphQL', () => {
    const ask = async (text: string) =>
      (await call('POST', 'graphql', { query: `{ uiapi { ${text} } }` })).body;
    const refusal = async (text: string, message: RegExp) =>
      assert.match((await ask(text)).errors[0]?.message ?? 'accepted', message);

    it('more than ten rows when none is said, and cursors of its own making', async () => {
      const { data } = await ask('query { Lead { edges { node { Id } } } }');
      assert.equal(data.uiapi.query.Lead.edges.length, 10);
      await refusal('query { Lead(after: "x") { edges { node { Id } } } }', /Invalid cursor/);
    });

    it('values and orders of what is not grouped', async () => {
      const node = (text: string) => `{ edges { node { aggregate { ${text} } } } }`;
      await refusal(
        `aggregate { Lead(groupBy: { Company: { group: true } }) ${node('LastName { value }')} }`,
        /needs LastName in groupBy/,
      );
      const by = 'groupBy: { Company: { group: true } }, orderBy: { LastName: { order: ASC } }';
      await refusal(
        `aggregate { Lead(${by}) ${node('Company { value }')} }`,
        /orderBy LastName needs/,
      );
    });
  });

  it('to show an optional field that the user may not see, or to fail for it', async () => {
    const id = await insert('Account', { Name: 'Acme', AnnualRevenue: 5 });
    const fields = 'fields=Account.Name&optionalFields=Account.AnnualRevenue';
    const path = `ui-api/records/${id}?${fields}`;
    const { status, body } = await call('GET', path, undefined, org.users.integration);
    assert.deepEqual([status, Object.keys(body.fields ?? {})], [200, ['Name']]);
  });

  it('merges by users who may not delete, and too many at a time', async () => {
    const { integration } = org.users;
    const made = [0, 1].map((at) => insert('Account', { Name: `Own ${at}` }, integration));
    const [kept, merged] = await Promise.all(made);
    const request = `<mergeRequests><masterRecord><type>Account</type><Id>${kept}</Id></masterRecord><recordToMergeIds>${merged}</recordToMergeIds></mergeRequests>`;
    const merge = async (times: number) => {
      const body = `<Envelope><Header><SessionHeader><sessionId>${integration.accessToken}</sessionId></SessionHeader></Header><Body><merge>${request.repeat(times)}</merge></Body></Envelope>`;
      const headers = { 'content-type': 'text/xml', soapaction: '""' };
      const url = `${org.url}/services/Soap/u/66.0`;
      return (await fetch(url, { method: 'POST', headers, body })).text();
    };
    assert.match(await merge(1), /INSUFFICIENT_ACCESS_OR_READONLY/);
    assert.match(await merge(201), /EXCEEDED_ID_LIMIT/);
  });
});
