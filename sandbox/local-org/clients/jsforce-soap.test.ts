import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import jsforce from 'jsforce';
import { jsforceForAll } from './jsforce-world.ts';

describe('jsforce, by SOAP', () => {
  const world = jsforceForAll();

  const createAll = async (object: string, records: object[]): Promise<string[]> => {
    const results = await world.connection.sobject(object).create(records);
    return results.map(({ id }) => id ?? '');
  };
  const all = async (soql: string) =>
    (await world.connection.query<Record<string, unknown>>(soql, { scanAll: true })).records;

  it('merges contacts and takes one of them back', async () => {
    const people = [
      { LastName: 'Kept' },
      { LastName: 'Merged', Commerce_Key__c: 'shopify:demo:m' },
    ];
    const [kept = '', merged = ''] = await createAll('Contact', people);
    const order = { Name: '#9', External_Id__c: 'shopify:demo:9', Contact__c: merged };
    const [related] = await createAll('Commerce_Order__c', [order]);
    // What the schema of jsforce lacks: the fields to set, and lists that may hold one.
    const request = {
      masterRecord: {
        type: 'Contact',
        Id: kept,
        Commerce_Key__c: 'shopify:demo:m',
        FirstName: '<A>',
      },
      recordToMergeIds: [merged],
    };
    const result = await world.connection.soap.merge(request as never);
    assert.deepEqual(
      { ...(result as object) },
      {
        errors: [],
        id: kept,
        mergedRecordIds: [merged],
        success: true,
        updatedRelatedIds: [related],
      },
    );
    const fields = 'IsDeleted, MasterRecordId, FirstName, Commerce_Key__c';
    const rows = await all(
      `SELECT ${fields} FROM Contact WHERE Id IN ('${kept}', '${merged}') ORDER BY Id`,
    );
    assert.deepEqual(
      rows.map(({ IsDeleted, MasterRecordId, FirstName }) => [
        IsDeleted,
        MasterRecordId,
        FirstName,
      ]),
      [
        [false, null, '<A>'],
        [true, kept, null],
      ],
    );
    const orders = await all("SELECT Contact__c FROM Commerce_Order__c WHERE Name = '#9'");
    assert.equal(orders[0]?.Contact__c, kept);
    const [held] = await world.connection.soap.undelete([merged]);
    assert.equal((held?.errors[0] as { statusCode?: string }).statusCode, 'DUPLICATE_VALUE');
    await world.connection.sobject('Contact').update({ Id: kept, Commerce_Key__c: null });
    const [back] = await world.connection.soap.undelete([merged]);
    assert.equal(back?.success, true);
    const [again] = await all(
      `SELECT IsDeleted, MasterRecordId FROM Contact WHERE Id = '${merged}'`,
    );
    assert.deepEqual([again?.IsDeleted, again?.MasterRecordId], [false, null]);
  });

  it('deletes an account and takes it back with its contacts and what looked it up', async () => {
    const [account = ''] = await createAll('Account', [{ Name: 'Gone and back' }]);
    const [contact] = await createAll('Contact', [{ LastName: 'Along', AccountId: account }]);
    const order = { Name: '#10', External_Id__c: 'shopify:demo:10', Account__c: account };
    await createAll('Commerce_Order__c', [order]);
    const state = async () => {
      const [one] = await all(`SELECT IsDeleted FROM Contact WHERE Id = '${contact}'`);
      const [two] = await all("SELECT Account__c FROM Commerce_Order__c WHERE Name = '#10'");
      return [one?.IsDeleted, two?.Account__c];
    };
    await world.connection.sobject('Account').delete(account);
    assert.deepEqual(await state(), [true, null]);
    const [alone] = await world.connection.soap.undelete([contact ?? '']);
    assert.equal((alone?.errors[0] as { statusCode?: string }).statusCode, 'UNDELETE_FAILED');
    const [back] = await world.connection.soap.undelete([account]);
    assert.equal(back?.success, true);
    assert.deepEqual(await state(), [false, account]);
  });

  it('is told by SOAP what is refused', async () => {
    const bad = new jsforce.Connection({ instanceUrl: world.org.url, accessToken: 'none' });
    await assert.rejects(bad.soap.undelete(['003000000000001AAA']), {
      name: 'sf:INVALID_SESSION_ID',
    });
    const cases = { masterRecord: { type: 'Case', Id: '' }, recordToMergeIds: [''] };
    await assert.rejects(world.connection.soap.merge(cases as never), { name: 'sf:INVALID_TYPE' });
    const unknown = world.connection.soap.getServerTimestamp();
    await assert.rejects(unknown, /local-org has no SOAP call getServerTimestamp/);
  });
});
