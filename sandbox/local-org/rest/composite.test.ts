import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { startLocalOrg, type LocalOrg } from '../index.ts';

const base = '/services/data/v66.0';

interface Answer {
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- any JSON that a resource may answer
  readonly body: any;
  readonly httpHeaders: Readonly<Record<string, string>>;
  readonly httpStatusCode: number;
  readonly referenceId: string;
}

const halted = [
  {
    message:
      'The transaction was rolled back since another operation in the same transaction failed.',
    errorCode: 'PROCESSING_HALTED',
  },
];

const create = (type: string, referenceId: string, body: object) => ({
  method: 'POST',
  url: `${base}/sobjects/${type}`,
  referenceId,
  body,
});
const query = (referenceId: string, soql: string) => ({
  method: 'GET',
  url: `${base}/query?q=${encodeURIComponent(soql).replace(/%40%7B(.*?)%7D/g, '@{$1}')}`,
  referenceId,
});

describe('composite', () => {
  let org: LocalOrg;

  const post = async (body: unknown) => {
    const response = await fetch(`${org.url}${base}/composite`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${org.accessToken}`,
        'content-type': 'application/json',
      },
      body: JSON.stringify(body),
    });
    const usage = response.headers.get('sforce-limit-info');
    return { status: response.status, usage, body: (await response.json()) as unknown };
  };
  const ask = async (compositeRequest: readonly object[], allOrNone = false) => {
    const { status, body } = await post({ allOrNone, compositeRequest });
    assert.equal(status, 200);
    return (body as { compositeResponse: Answer[] }).compositeResponse;
  };
  const codes = (answers: readonly Answer[]) => answers.map((answer) => answer.httpStatusCode);

  before(async () => {
    org = await startLocalOrg();
  });
  after(() => org.close());

  it('answers each subrequest as its resource would, later ones referring to earlier ones', async () => {
    const answers = await ask([
      create('Account', 'acme', { Name: 'Acme' }),
      create('Contact', 'ann', { LastName: 'Ann', AccountId: '@{acme.id}' }),
      query('found', "SELECT Id, Account.Name FROM Contact WHERE Id = '@{ann.id}'"),
      {
        method: 'PATCH',
        url: `${base}/sobjects/Contact/@{found.records[0].Id}`,
        referenceId: 'renamed',
        body: { Description: 'of @{found.records[0].Account.Name}', DoNotCall: true },
      },
      { method: 'GET', url: `${base}/sobjects/Contact/@{ann.id}`, referenceId: 'read' },
      { method: 'DELETE', url: `${base}/sobjects/Contact/@{ann.id}`, referenceId: 'gone' },
    ]);
    assert.deepEqual(codes(answers), [201, 201, 200, 204, 200, 204]);
    const [acme, , , renamed, read] = answers;
    assert.deepEqual(acme?.body, { id: acme?.body.id, success: true, errors: [] });
    assert.equal(acme?.httpHeaders.Location, `${base}/sobjects/Account/${acme?.body.id}`);
    assert.deepEqual([acme?.referenceId, renamed?.body], ['acme', null]);
    assert.equal(read?.body.Description, 'of Acme');
    assert.equal(read?.body.attributes.url, `${base}/sobjects/Contact/${read?.body.Id}`);
  });

  it('goes on after a failure, but not with what depends on it', async () => {
    const answers = await ask([
      create('Account', 'nameless', {}),
      create('Contact', 'orphan', { LastName: 'B', AccountId: '@{nameless.id}' }),
      create('Contact', 'other', { LastName: 'C' }),
      create('Nothing__c', 'nothing', {}),
    ]);
    assert.deepEqual(codes(answers), [400, 400, 201, 404]);
    assert.equal(answers[0]?.body[0].errorCode, 'REQUIRED_FIELD_MISSING');
    const [{ errorCode, message }] = answers[1]?.body;
    assert.equal(errorCode, 'PROCESSING_HALTED');
    assert.match(
      message,
      /^Invalid reference specified\. No value for nameless\.id found in nameless\. /,
    );
  });

  it('takes all back where all or none is asked for', async () => {
    const answers = await ask(
      [
        create('Account', 'first', { Name: 'Taken back' }),
        create('Account', 'second', {}),
        create('Account', 'third', { Name: 'Never saved' }),
      ],
      true,
    );
    assert.deepEqual(codes(answers), [400, 400, 400]);
    assert.deepEqual([answers[0]?.body, answers[2]?.body], [halted, halted]);
    assert.equal(answers[1]?.body[0].errorCode, 'REQUIRED_FIELD_MISSING');
    const [count] = await ask([
      query('count', "SELECT COUNT() FROM Account WHERE Name IN ('Taken back', 'Never saved')"),
    ]);
    assert.equal(count?.body.totalSize, 0);
  });

  it('binds its collections by its own all or none', async () => {
    const attributes = { type: 'Account' };
    const collection = {
      method: 'POST',
      url: `${base}/composite/sobjects`,
      referenceId: 'accounts',
      body: { allOrNone: false, records: [{ attributes, Name: 'One of two' }, { attributes }] },
    };
    const contact = create('Contact', 'contact', { LastName: 'D', AccountId: '@{accounts[0].id}' });
    const together = await ask([collection, contact], true);
    assert.deepEqual(codes(together), [200, 400]);
    assert.equal(together[0]?.body[0].errors[0].statusCode, 'ALL_OR_NONE_OPERATION_ROLLED_BACK');
    assert.deepEqual(together[1]?.body, halted);
    const apart = await ask([collection, contact]);
    assert.deepEqual(codes(apart), [200, 201]);
    assert.deepEqual(
      apart[0]?.body.map(({ success }: { success: boolean }) => success),
      [true, false],
    );
  });

  it('takes a failed all-or-none collection back and leaves the rest', async () => {
    const attributes = { type: 'Account' };
    const records = [{ attributes, Name: 'Gone again' }, { attributes: { type: 'Contact' } }];
    const [saved, kept] = await ask([
      {
        method: 'POST',
        url: `${base}/composite/sobjects`,
        referenceId: 'several',
        body: { allOrNone: true, records },
      },
      create('Account', 'kept', { Name: 'Kept' }),
    ]);
    assert.deepEqual(
      saved?.body.map(({ errors }: { errors: { statusCode: string }[] }) => errors[0]?.statusCode),
      ['ALL_OR_NONE_OPERATION_ROLLED_BACK', 'REQUIRED_FIELD_MISSING'],
    );
    assert.equal(kept?.httpStatusCode, 201);
    const [count] = await ask([
      query('count', "SELECT COUNT() FROM Account WHERE Name = 'Gone again'"),
    ]);
    assert.equal(count?.body.totalSize, 0);
  });

  it('counts as one request', async () => {
    const used = (usage: string | null) => Number(/=(\d+)/.exec(usage ?? '')?.[1]);
    const compositeRequest = [1, 2, 3].map((at) => query(`q${at}`, 'SELECT Id FROM Account'));
    const first = await post({ compositeRequest });
    const second = await post({ compositeRequest });
    assert.equal(used(second.usage) - used(first.usage), 1);
  });

  it('refuses what is no composite request, or too much of one', async () => {
    const many = (count: number) =>
      Array.from({ length: count }, (_, at) => create('Account', `a${at}`, { Name: 'x' }));
    const queries = Array.from({ length: 6 }, (_, at) => query(`q${at}`, 'SELECT Id FROM Account'));
    const fine = create('Account', 'fine', { Name: 'x' });
    const wrong: unknown[] = [
      {},
      { compositeRequest: many(26) },
      { compositeRequest: queries },
      { compositeRequest: [fine, fine] },
      { compositeRequest: [{ ...fine, referenceId: 'not-so' }] },
      { compositeRequest: [{ ...fine, method: 'post' }] },
      { compositeRequest: [{ ...fine, httpHeaders: { Accept: '*/*' } }] },
    ];
    for (const body of wrong) assert.equal((await post(body)).status, 400, JSON.stringify(body));
    assert.equal((await ask(many(25))).length, 25);
    const [elsewhere] = await ask([
      { method: 'GET', url: `${base}/limits`, referenceId: 'limits' },
    ]);
    assert.equal(elsewhere?.httpStatusCode, 400);
  });

  it('passes headers of a subrequest on', async () => {
    const rows = Array.from({ length: 201 }, (_, at) => [`Lead ${at}`, 'Acme']);
    org.org.save(org.org.systemSession(), {
      object: 'Lead',
      operation: 'insert',
      columns: ['LastName', 'Company'],
      rows,
    });
    const httpHeaders = { 'Sforce-Query-Options': 'batchSize=200' };
    const [page] = await ask([{ ...query('page', 'SELECT Id FROM Lead'), httpHeaders }]);
    assert.deepEqual([page?.body.records.length, page?.body.done], [200, false]);
  });
});
