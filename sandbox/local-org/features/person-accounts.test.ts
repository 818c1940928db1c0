import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { startLocalOrg, type LocalOrg } from '../index.ts';
import { base, Caller, verdict } from './testing.ts';

describe('an org without person accounts', () => {
  let org: LocalOrg;
  before(async () => {
    org = await startLocalOrg();
  });
  after(() => org.close());

  it('does not know their fields', async () => {
    const caller = new Caller(org);
    const asked = await caller.query('SELECT Id FROM Account WHERE IsPersonAccount = true');
    assert.match(verdict(asked), /^INVALID_FIELD/);
    const given = await caller.create('Account', { LastName: 'Lee' });
    assert.match(verdict(given), /^INVALID_FIELD/);
  });
});

const person = { FirstName: 'Ann', LastName: 'Lee', PersonEmail: 'ann@example.com' };
const bad = (name: string) =>
  `INVALID_FIELD_FOR_INSERT_UPDATE: Account: bad field names on insert/update call: ${name}`;

describe('an org with person accounts', () => {
  let org: LocalOrg;
  let caller: Caller;
  let businessType: string;
  before(async () => {
    org = await startLocalOrg({ personAccounts: true });
    caller = new Caller(org);
    const type = { Name: 'Shop', DeveloperName: 'Shop', SobjectType: 'Account' };
    businessType = (await caller.create('RecordType', type)).body.id;
  });
  after(() => org.close());

  const personType = async () => {
    const [row] = await caller.rows('SELECT Id FROM RecordType WHERE IsPersonType = true');
    return String(row?.Id);
  };
  const newPerson = async (fields: object = person) => {
    const { body, status } = await caller.create('Account', {
      RecordTypeId: await personType(),
      ...fields,
    });
    assert.equal(status, 201, JSON.stringify(body));
    const where = `WHERE Id = '${String(body.id)}'`;
    const [row] = await caller.rows(`SELECT PersonContactId FROM Account ${where}`);
    return { id: String(body.id), contact: String(row?.PersonContactId) };
  };
  const only = async (object: string, id: string, fields: string) => {
    const [row] = await caller.rows(`SELECT ${fields} FROM ${object} WHERE Id = '${id}'`);
    return row;
  };

  it('makes the Contact with the Account', async () => {
    const { id, contact } = await newPerson({ ...person, Commerce_Key__pc: 'k1', Phone: '1' });
    assert.deepEqual(await only('Account', id, 'Name, IsPersonAccount'), {
      Name: 'Ann Lee',
      IsPersonAccount: true,
    });
    const fields = 'AccountId, Name, Email, Phone, Commerce_Key__c, IsPersonAccount';
    assert.deepEqual(await only('Contact', contact, fields), {
      AccountId: id,
      Name: 'Ann Lee',
      Email: 'ann@example.com',
      Phone: '1',
      Commerce_Key__c: 'k1',
      IsPersonAccount: true,
    });
    assert.match(contact, /^003.{15}$/);
  });

  it('takes an Account with a last name and no record type for a person', async () => {
    const { body } = await caller.create('Account', { LastName: 'Poe' });
    const fields = 'IsPersonAccount, Name, RecordType.DeveloperName';
    const row = (await only('Account', body.id, fields)) as Record<string, unknown>;
    assert.equal(row.IsPersonAccount, true);
    assert.equal(row.Name, 'Poe');
    assert.equal((row.RecordType as { DeveloperName: string }).DeveloperName, 'PersonAccount');
  });

  it('keeps the names apart', async () => {
    const { id } = await newPerson();
    assert.equal(
      verdict(await caller.create('Account', { ...person, Name: 'Ann Lee' })),
      bad('Name'),
    );
    assert.equal(verdict(await caller.update('Account', id, { Name: 'Ann Lee' })), bad('Name'));
    const shop = { Name: 'Shop', RecordTypeId: businessType };
    assert.equal(
      verdict(await caller.create('Account', { ...shop, PersonEmail: 'a@example.com' })),
      bad('PersonEmail'),
    );
    const { body } = await caller.create('Account', shop);
    assert.equal(
      verdict(await caller.update('Account', body.id, { LastName: 'Lee' })),
      bad('LastName'),
    );
    assert.equal(verdict(await caller.update('Account', body.id, { Name: 'Shop 2' })), 'ok');
    assert.match(verdict(await caller.create('Account', {})), /^REQUIRED_FIELD_MISSING.*Name/);
    const nobody = await caller.update('Account', id, { LastName: null });
    assert.match(verdict(nobody), /^REQUIRED_FIELD_MISSING.*LastName/);
  });

  it('writes to both what is written to one', async () => {
    const { id, contact } = await newPerson();
    const changes = { LastName: 'Low', PersonMailingCity: 'Ulm' };
    assert.equal(verdict(await caller.update('Account', id, changes)), 'ok');
    const below = await only('Contact', contact, 'Name, MailingCity, LastModifiedDate');
    const above = await only('Account', id, 'Name, PersonMailingCity, LastModifiedDate');
    assert.deepEqual(Object.values(below ?? {}), Object.values(above ?? {}));
    assert.equal(above?.Name, 'Ann Low');
    assert.equal(verdict(await caller.update('Contact', contact, { FirstName: 'ANN' })), 'ok');
    const row = await only('Account', id, 'FirstName, Name');
    assert.deepEqual(row, { FirstName: 'ANN', Name: 'ANN Low' });
  });

  it('has one Contact for each, which stays', async () => {
    const { id, contact } = await newPerson();
    const second = await caller.create('Contact', { LastName: 'Two', AccountId: id });
    assert.match(verdict(second), /^FIELD_INTEGRITY_EXCEPTION/);
    const free = await caller.create('Contact', { LastName: 'Free' });
    const moved = await caller.update('Contact', free.body.id, { AccountId: id });
    assert.match(verdict(moved), /^FIELD_INTEGRITY_EXCEPTION/);
    const shop = await caller.create('Account', { Name: 'Shop' });
    const away = await caller.update('Contact', contact, { AccountId: shop.body.id });
    assert.equal(verdict(away), bad('AccountId'));
    const upserted = await caller.update('Contact', `Commerce_Key__c/nobody`, {
      LastName: 'Two',
      AccountId: id,
    });
    assert.match(verdict(upserted), /^FIELD_INTEGRITY_EXCEPTION/);
  });

  it('deletes the Contact with its Account only', async () => {
    const { id, contact } = await newPerson();
    const alone = await caller.send('DELETE', `${base}/sobjects/Contact/${contact}`);
    assert.match(verdict(alone), /^DELETE_FAILED/);
    const whole = await caller.send('DELETE', `${base}/sobjects/Account/${id}`);
    assert.equal(verdict(whole), 'ok');
    assert.equal(await only('Contact', contact, 'Id'), undefined);
  });

  it('changes the kind of an Account with nothing else', async () => {
    const { id } = await newPerson();
    const both = { RecordTypeId: businessType, Industry: 'Retail' };
    assert.equal(
      verdict(await caller.update('Account', id, both)),
      'INVALID_FIELD_FOR_INSERT_UPDATE: Cannot specify any additional fields when marrying or separating a Person-Account',
    );
  });

  it("shows of a person what the user may see of the person's Contact", async () => {
    const { id } = await newPerson();
    const agent = new Caller(org, org.users.agent.accessToken);
    assert.equal(verdict(await agent.query('SELECT Commerce_Key__pc FROM Account')), 'ok');
    const written = await agent.update('Account', id, { Commerce_Key__pc: 'k9' });
    assert.match(verdict(written), /^INVALID_FIELD_FOR_INSERT_UPDATE: Unable to create/);
  });

  it('counts two records for a person', async () => {
    const used = () => org.org.storage().usedBytes;
    const empty = used();
    await newPerson();
    assert.equal(used() - empty, 2 * 2048);
  });

  it('describes them everywhere', async () => {
    const { body } = await caller.send('GET', `${base}/sobjects/Account/describe`);
    const names = body.fields.map(({ name }: { name: string }) => name);
    for (const name of ['IsPersonAccount', 'PersonContactId', 'LastName', 'Commerce_Key__pc']) {
      assert.ok(names.includes(name), name);
    }
    const info = await caller.send('GET', `${base}/ui-api/object-info/Account`);
    assert.equal(info.body.fields.PersonEmail.dataType, 'Email');
    const { id } = await newPerson();
    const { data } = await caller.graphql(
      `{ uiapi { query { Account(where: { Id: { eq: "${id}" } }) {
        edges { node { IsPersonAccount { value } PersonContact { Email { value } } } } } } } }`,
    );
    assert.deepEqual(data.uiapi.query.Account.edges, [
      {
        node: {
          IsPersonAccount: { value: true },
          PersonContact: { Email: { value: 'ann@example.com' } },
        },
      },
    ]);
  });

  it('does not merge them', async () => {
    const [one, two] = [await newPerson(), await newPerson()];
    const request = { object: 'Account', masterId: one.id, fields: {}, mergedIds: [two.id] };
    const { errors } = org.org.merge(org.org.systemSession(), request);
    assert.match(errors[0]?.message ?? '', /not emulated/);
  });
});
