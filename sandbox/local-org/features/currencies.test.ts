import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { startLocalOrg, type LocalOrg } from '../index.ts';
import { base, Caller, verdict } from './testing.ts';

describe('an org of one currency', () => {
  let org: LocalOrg;
  before(async () => {
    org = await startLocalOrg();
  });
  after(() => org.close());

  it('has neither CurrencyIsoCode nor CurrencyType', async () => {
    const caller = new Caller(org);
    assert.match(
      verdict(await caller.query('SELECT CurrencyIsoCode FROM Account')),
      /^INVALID_FIELD/,
    );
    assert.match(verdict(await caller.query('SELECT IsoCode FROM CurrencyType')), /^INVALID_TYPE/);
    const given = await caller.create('Account', { Name: 'Acme', CurrencyIsoCode: 'GBP' });
    assert.match(verdict(given), /^INVALID_FIELD/);
  });
});

describe('an org of several currencies', () => {
  let org: LocalOrg;
  let caller: Caller;
  before(async () => {
    org = await startLocalOrg({ currencies: ['GBP', 'EUR', 'JPY'] });
    caller = new Caller(org);
  });
  after(() => org.close());

  const codeOf = async (object: string, id: string) => {
    const [row] = await caller.rows(`SELECT CurrencyIsoCode FROM ${object} WHERE Id = '${id}'`);
    return row?.CurrencyIsoCode;
  };

  it('lists them', async () => {
    const soql =
      'SELECT IsoCode, ConversionRate, DecimalPlaces, IsActive, IsCorporate FROM CurrencyType ORDER BY IsoCode';
    const active = { ConversionRate: 1, IsActive: true };
    assert.deepEqual(await caller.rows(soql), [
      { ...active, IsoCode: 'EUR', DecimalPlaces: 2, IsCorporate: false },
      { ...active, IsoCode: 'GBP', DecimalPlaces: 2, IsCorporate: true },
      { ...active, IsoCode: 'JPY', DecimalPlaces: 0, IsCorporate: false },
    ]);
  });

  it('describes the field on every object with records, the deployed too', async () => {
    for (const object of ['Account', 'Contact', 'Commerce_Order__c']) {
      const { body } = await caller.send('GET', `${base}/sobjects/${object}/describe`);
      const field = body.fields.find(({ name }: { name: string }) => name === 'CurrencyIsoCode');
      assert.equal(field.restrictedPicklist, true, object);
      assert.equal(field.defaultedOnCreate, true, object);
      const values = field.picklistValues.map(({ value }: { value: string }) => value);
      assert.deepEqual(values, ['GBP', 'EUR', 'JPY']);
    }
    const { body } = await caller.send('GET', `${base}/ui-api/object-info/Account`);
    assert.equal(body.fields.CurrencyIsoCode.dataType, 'Picklist');
  });

  it("gives a record its creator's currency, which is the corporate one at first", async () => {
    const plain = await caller.create('Account', { Name: 'Plain' });
    assert.equal(await codeOf('Account', plain.body.id), 'GBP');
    const empty = await caller.create('Account', { Name: 'Empty', CurrencyIsoCode: null });
    assert.equal(await codeOf('Account', empty.body.id), 'GBP');
    const euro = await caller.create('Account', { Name: 'Euro', CurrencyIsoCode: 'eur' });
    assert.equal(await codeOf('Account', euro.body.id), 'EUR');
    const [me] = await caller.rows(`SELECT Id FROM User WHERE Username = '${org.username}'`);
    await caller.update('User', String(me?.Id), { DefaultCurrencyIsoCode: 'JPY' });
    const later = await caller.create('Commerce_Store__c', { Name: 'S', External_Id__c: 'a:b' });
    assert.equal(await codeOf('Commerce_Store__c', later.body.id), 'JPY');
  });

  it('refuses codes that it does not have, and none', async () => {
    const wrong = await caller.create('Account', { Name: 'Wrong', CurrencyIsoCode: 'USD' });
    const message = 'Currency ISO Code: bad value for restricted picklist field: USD';
    assert.equal(verdict(wrong), `INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST: ${message}`);
    const { body } = await caller.create('Account', { Name: 'Right' });
    const emptied = await caller.update('Account', body.id, { CurrencyIsoCode: null });
    assert.match(verdict(emptied), /^INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST/);
    assert.equal(
      verdict(await caller.update('Account', body.id, { CurrencyIsoCode: 'EUR', Name: 'New' })),
      'ok',
    );
    assert.equal(await codeOf('Account', body.id), 'EUR');
  });

  it('shows it in GraphQL', async () => {
    await caller.create('Account', { Name: 'Shown', CurrencyIsoCode: 'EUR' });
    const { data } = await caller.graphql(
      `{ uiapi { query { Account(where: { Name: { eq: "Shown" }, CurrencyIsoCode: { eq: "EUR" } }) {
        edges { node { CurrencyIsoCode { value label } } } } } } }`,
    );
    assert.deepEqual(data.uiapi.query.Account.edges, [
      { node: { CurrencyIsoCode: { value: 'EUR', label: 'EUR' } } },
    ]);
  });
});

it('an org starts with ISO codes only', async () => {
  await assert.rejects(startLocalOrg({ currencies: ['pounds'] }), /ISO 4217/);
});
