import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { startLocalOrg, type LocalOrg } from './index.ts';

const object = 'Commerce_Sync_Request__c';
const base = '/services/data/v66.0';

describe("the package's flow: a sync request is told by an event", () => {
  let org: LocalOrg;
  let account: unknown;

  const say = async (path: string, init: RequestInit, type = 'application/json') => {
    const response = await fetch(org.url + base + path, {
      ...init,
      headers: { authorization: `Bearer ${org.users.agent.accessToken}`, 'content-type': type },
    });
    const text = await response.text();
    assert.ok(response.ok, text);
    return (text ? JSON.parse(text) : undefined) as Record<string, unknown>;
  };
  const post = (path: string, body: object) =>
    say(path, { method: 'POST', body: JSON.stringify(body) });
  const told = () =>
    org.org.events('Commerce_Sync_Requested__e').map(({ payload }) => payload.Request_Id__c);

  before(async () => {
    org = await startLocalOrg();
    account = (await post('/sobjects/Account', { Name: 'Acme' })).id;
  });
  after(() => org.close());

  it('by UI API, with the defaults and the number of the request', async () => {
    const fields = { Account__c: account };
    const { id, fields: read } = await post('/ui-api/records', { apiName: object, fields });
    const { Name } = read as { Name: { value: string } };
    assert.equal(Name.value, 'SR-000001');
    const [event] = org.org.events('Commerce_Sync_Requested__e');
    assert.deepEqual(event?.payload, {
      Account_Id__c: account,
      Contact_Id__c: null,
      Request_Id__c: id,
    });
    const status = `/ui-api/records/${String(id)}?fields=${object}.Status__c`;
    const { fields: all } = await say(status, { method: 'GET' });
    assert.equal((all as { Status__c: { value: string } }).Status__c.value, 'Requested');
  });

  it('by REST, a collection, a composite request and Bulk API alike, in order', async () => {
    const known = told().length;
    const one = await post(`/sobjects/${object}`, {});
    const attributes = { type: object };
    const records = [{ attributes }, { attributes }];
    const two = await post('/composite/sobjects', { records });
    const sub = { method: 'POST', url: `${base}/sobjects/${object}`, body: {} };
    const compositeRequest = [{ ...sub, referenceId: 'last' }];
    const three = await post('/composite', { compositeRequest });
    const [answer] = three.compositeResponse as { body: { id: string } }[];
    const ids = (two as unknown as { id: string }[]).map(({ id }) => id);
    assert.deepEqual(told().slice(known), [one.id, ...ids, answer?.body.id]);
    const { id } = await post('/jobs/ingest', { object, operation: 'insert', lineEnding: 'LF' });
    const job = `/jobs/ingest/${String(id)}`;
    const csv = `Account__c\n${String(account)}\n${String(account)}\n`;
    await say(`${job}/batches`, { method: 'PUT', body: csv }, 'text/csv');
    await say(job, { method: 'PATCH', body: '{"state":"UploadComplete"}' });
    while ((await say(job, { method: 'GET' })).state !== 'JobComplete') await setTimeout(10);
    assert.equal(told().length, known + 6);
  });

  it('and so is a sync error that an admin wants tried again, ignored, or not ignored any more', async () => {
    const error = 'Commerce_Sync_Error__c';
    const { integration, admin } = org.users;
    const save = (user: typeof admin, method: string, path: string, body: object) =>
      fetch(`${org.url}${base}/sobjects/${error}/${path}`, {
        ...{ method, body: JSON.stringify(body) },
        headers: {
          authorization: `Bearer ${user.accessToken}`,
          'content-type': 'application/json',
        },
      });
    const key = `External_Id__c/${encodeURIComponent('order/shopify:giftshop:1')}`;
    const made = await save(integration, 'PATCH', key, { Store__c: 'shopify:giftshop' });
    const { id } = (await made.json()) as { id: string };
    assert.ok(id);
    const set = async (user: typeof admin, ...all: string[]) => {
      const before = told().length;
      for (const status of all) {
        assert.equal((await save(user, 'PATCH', id, { Status__c: status })).status, 204);
      }
      return told().slice(before);
    };
    assert.deepEqual(await set(admin, 'Retry Requested', 'Ignored', 'Open'), [id, id, id]);
    assert.deepEqual(await set(admin, 'Ignored', 'Retry Requested'), [id, id]);
    assert.deepEqual(await set(integration, 'Retrying', 'Resolved'), []);
  });
});
