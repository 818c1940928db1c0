import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { startLocalOrg, type LocalOrg } from '../index.ts';

describe('SOAP', () => {
  let org: LocalOrg;

  const send = async (body: string, version = '66.0') => {
    const headers = { 'content-type': 'text/xml', SOAPAction: '""' };
    const url = `${org.url}/services/Soap/u/${version}`;
    const response = await fetch(url, { method: 'POST', headers, body });
    const text = await response.text();
    const [, code] = /<faultcode>(.*?)<\/faultcode>/.exec(text) ?? [];
    return { status: response.status, code, text };
  };
  const envelope = (call: string, token = org.accessToken) =>
    `<?xml version="1.0"?><e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/" xmlns="urn:partner.soap.sforce.com">
      <e:Header><SessionHeader><sessionId>${token}</sessionId></SessionHeader></e:Header>
      <e:Body>${call}</e:Body></e:Envelope>`;

  before(async () => {
    org = await startLocalOrg();
  });
  after(() => org.close());

  it('answers what it cannot read with a fault', async () => {
    for (const body of ['', 'merge', '<a><b></a>', '{}', '<a/>', envelope('')]) {
      const { status, code } = await send(body);
      assert.deepEqual([status, code], [500, 'sf:UNKNOWN_EXCEPTION'], body);
    }
    const merge = '<merge><mergeRequests/></merge>';
    assert.equal((await send(envelope(merge))).code, 'sf:MISSING_ARGUMENT');
    assert.equal((await send(envelope(merge, 'none'))).code, 'sf:INVALID_SESSION_ID');
    assert.equal((await send(envelope('<login/>'))).code, 'sf:UNKNOWN_EXCEPTION');
    const ids = '<ids>x</ids>'.repeat(201);
    assert.equal(
      (await send(envelope(`<undelete>${ids}</undelete>`))).code,
      'sf:EXCEEDED_ID_LIMIT',
    );
  });

  it('clears fields that the call names, and prints errors by record', async () => {
    const session = org.org.systemSession();
    const columns = ['Name', 'Phone'];
    const rows = [
      ['Kept', '1'],
      ['Gone', '2'],
    ];
    const insert = { object: 'Account', operation: 'insert', columns, rows } as const;
    const [kept, gone] = org.org.save(session, insert).map(({ id }) => id);
    const master = `<type>Account</type><fieldsToNull>Phone</fieldsToNull><Id>${kept}</Id><Site>&lt;A &amp; B></Site>`;
    const request = `<masterRecord>${master}</masterRecord><recordToMergeIds>${gone}</recordToMergeIds>`;
    const call = envelope(`<merge><mergeRequests>${request}</mergeRequests></merge>`);
    const first = await send(call);
    assert.match(first.text, /<success>true<\/success>/);
    const path = ['Phone', 'Site'].map((name) => ({ kind: 'field', path: [name] }) as const);
    const [row] = org.org.select(session, { object: 'Account', columns: path });
    assert.deepEqual(row?.values, [null, '<A & B>']);
    const again = await send(call);
    assert.equal(again.status, 200);
    assert.match(again.text, /<statusCode>ENTITY_IS_DELETED<\/statusCode>.*<success>false/);
  });
});
