import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type PubSubApiClient from 'salesforce-pubsub-api-client';
import { startLocalOrg, type LocalOrg, type LocalUser } from '../index.ts';
import { codeOf, connect, Heard } from './pubsub.ts';

const topic = '/event/Commerce_Sync_Requested__e';
const accounts = '/data/AccountChangeEvent';
const contacts = '/data/ContactChangeEvent';
const hour = 3_600_000;

describe("Salesforce's Pub/Sub client", () => {
  let org: LocalOrg;
  let ahead = 0;
  const clients: PubSubApiClient[] = [];
  const listening: Heard[] = [];

  before(async () => {
    org = await startLocalOrg({
      pubsub: { keepAliveMs: 300 },
      changeDataCapture: ['Account', 'Contact', 'Case', 'Commerce_Order__c'],
      edition: { deliveredEventsADay: 500 },
      tokenLifetimeMs: 1_000 * hour,
      now: () => new Date(Date.now() + ahead),
    });
  });
  after(async () => {
    await org.close();
    // A client that is closed while a subscription stands leaves its error to nobody.
    await Promise.all(listening.map((heard) => heard.until(({ errors }) => errors.length > 0)));
    for (const client of clients) client.close();
  });

  const as = async (user: LocalUser, more?: Parameters<typeof connect>[2]) => {
    const client = await connect(org, user, more);
    clients.push(client);
    return client;
  };
  const hear = () => {
    const heard = new Heard();
    listening.push(heard);
    return heard;
  };
  const admin = () => as(org.users.admin);
  const integration = () => as(org.users.integration);
  const call = async (user: LocalUser, method: string, path: string, body?: object) => {
    const headers = {
      authorization: `Bearer ${user.accessToken}`,
      'content-type': 'application/json',
    };
    const init = { method, headers, ...(body && { body: JSON.stringify(body) }) };
    const response = await fetch(`${org.url}/services/data/v66.0${path}`, init);
    const text = await response.text();
    assert.ok(response.ok, text);
    return (text === '' ? {} : JSON.parse(text)) as Record<string, unknown>;
  };
  const write = (method: string, path: string, body?: object) =>
    call(org.users.admin, method, `/sobjects/${path}`, body);
  const create = async (object: string, body: object) =>
    String((await write('POST', object, body)).id);
  const request = async (account: string) => {
    const body = { apiName: 'Commerce_Sync_Request__c', fields: { Account__c: account } };
    return String((await call(org.users.agent, 'POST', '/ui-api/records', body)).id);
  };
  /** The subscription stands once it was answered: an empty answer comes soon here. */
  const subscribed = async (client: PubSubApiClient, name: string, count?: number) => {
    const heard = hear();
    client.subscribe(name, heard.callback, count);
    return heard.until(({ others }) => others.includes('grpcKeepAlive'));
  };

  it("an agent's request by UI API comes to the integration as an event", async () => {
    const heard = await subscribed(await integration(), topic);
    const account = await create('Account', { Name: 'Acme' });
    const asked = await request(account);
    const { payload, replayId } = await heard.event();
    const { CreatedById, CreatedDate, ...own } = payload;
    assert.deepEqual(own, {
      Account_Id__c: account,
      Contact_Id__c: null,
      Request_Id__c: asked,
    });
    assert.equal(CreatedById, org.org.sessionFor(org.users.agent.username)?.userId);
    assert.ok(Math.abs(Number(CreatedDate) - Date.now()) < 60_000);
    const stored = org.org.events('Commerce_Sync_Requested__e').at(-1);
    assert.equal(replayId, stored?.replayId);
    assert.equal(heard.events[0]?.id, stored?.eventUuid);
  });

  it('after the connection broke, from a replay id what came after it; from the earliest, all; what is new only, otherwise', async () => {
    const heard = await subscribed(await integration(), topic);
    const account = await create('Account', { Name: 'Replayed' });
    const asked = [await request(account)];
    const { replayId } = await heard.event();
    org.breakPubSub?.();
    await heard.until(({ errors }) => errors.length > 0);
    asked.push(await request(account), await request(account));
    const numbers = ({ events }: Heard) => events.map(({ payload }) => payload.Request_Id__c);
    const again = hear();
    (await integration()).subscribeFromReplayId(topic, again.callback, null, replayId);
    await again.event(2);
    assert.deepEqual(numbers(again), asked.slice(1));
    const all = hear();
    (await integration()).subscribeFromEarliestEvent(topic, all.callback);
    const known = org.org.events('Commerce_Sync_Requested__e').length;
    await all.event(known);
    assert.deepEqual(numbers(all).slice(-3), asked);
    const late = await subscribed(await integration(), topic);
    assert.deepEqual(late.events, []);
  });

  it('what a quiet subscription is told as the newest position can be started from', async () => {
    const { lastReplayId } = await subscribed(await integration(), topic);
    const asked = await request(await create('Account', { Name: 'Quiet' }));
    const heard = hear();
    (await integration()).subscribeFromReplayId(topic, heard.callback, null, lastReplayId ?? 0);
    assert.equal((await heard.event()).payload.Request_Id__c, asked);
  });

  it('never more events than were asked for', async () => {
    const client = await integration();
    const heard = await subscribed(client, topic, 2);
    const account = await create('Account', { Name: 'Flow' });
    const asked: string[] = [];
    for (let count = 0; count < 5; count++) asked.push(await request(account));
    await heard.until(({ others }) => others.includes('lastEvent'));
    const before = heard.others.length;
    // Two empty answers later it would have come.
    await heard.until(({ others }) => others.length >= before + 2);
    assert.equal(heard.events.length, 2);
    client.requestAdditionalEvents(topic, 1);
    await heard.event(3);
    client.requestAdditionalEvents(topic, 100);
    await heard.event(5);
    assert.deepEqual(
      heard.events.map(({ payload }) => payload.Request_Id__c),
      asked,
    );
  });

  it('creation, change, deletion and return of a record, with the fields that changed', async () => {
    const heard = await subscribed(await admin(), accounts);
    const id = await create('Account', { Name: 'Changing', Phone: '1', BillingCity: 'Oslo' });
    const path = `Account/${id}`;
    await write('PATCH', path, { Phone: null, Website: 'a.example', BillingCity: 'Bergen' });
    await write('DELETE', path);
    org.org.undelete(org.org.systemSession(), [id]);
    await heard.event(4);
    const [made, changed, deleted, back] = heard.events.map(({ payload }) => payload);
    const types = heard.events.map(({ payload }) => payload.ChangeEventHeader?.changeType);
    assert.deepEqual(types, ['CREATE', 'UPDATE', 'DELETE', 'UNDELETE']);
    assert.equal(made?.Name, 'Changing');
    assert.deepEqual(made?.ChangeEventHeader?.changedFields, []);
    const { ChangeEventHeader: header, ...fields } = changed ?? {};
    assert.deepEqual(
      [header?.entityName, header?.recordIds, header?.sequenceNumber, header?.changeOrigin],
      ['Account', [id], 1, ''],
    );
    const own = ['Phone', 'Website', 'LastModifiedDate', 'BillingAddress.City'];
    assert.deepEqual(new Set(header?.changedFields as string[]), new Set(own));
    assert.deepEqual(header?.nulledFields, ['Phone']);
    assert.equal((fields.BillingAddress as { City: string }).City, 'Bergen');
    assert.deepEqual([fields.Name, fields.Phone, fields.Website], [null, null, 'a.example']);
    assert.equal(header?.commitUser, org.org.sessionFor(org.username)?.userId);
    assert.match(String(header?.transactionKey), /^[0-9a-f-]{36}$/);
    assert.notEqual(header?.transactionKey, made?.ChangeEventHeader?.transactionKey);
    assert.ok(Number(header?.commitNumber) >= Number(made?.ChangeEventHeader?.commitNumber));
    assert.equal(Number(header?.commitTimestamp) % 1000, 0);
    assert.deepEqual([deleted?.Name, back?.Name], [null, 'Changing']);
  });

  it('alike changes of one transaction are one event; what is rolled back is none', async () => {
    const heard = await subscribed(await admin(), accounts);
    const ids = [await create('Account', { Name: 'A' }), await create('Account', { Name: 'B' })];
    const records = ids.map((Id) => ({ attributes: { type: 'Account' }, Id, Industry: 'Retail' }));
    const broken = { ...records[0], Id: ids[1], NumberOfEmployees: 'x', Industry: 'Other' };
    const collection = { allOrNone: true, records: [records[0], broken] };
    await call(org.users.admin, 'PATCH', '/composite/sobjects', collection);
    await call(org.users.admin, 'PATCH', '/composite/sobjects', { records });
    const { payload } = await heard.event(3);
    assert.deepEqual(payload.ChangeEventHeader?.recordIds, ids);
    assert.equal(payload.Industry, 'Retail');
  });

  it("a person's name is one field of three; dates are in milliseconds; objects of the package", async () => {
    const heard = await subscribed(await admin(), contacts);
    const id = await create('Contact', {
      FirstName: 'Ann',
      LastName: 'Lee',
      Birthdate: '1990-02-03',
    });
    await write('PATCH', `Contact/${id}`, { LastName: 'Li' });
    await heard.event(2);
    const [made, changed] = heard.events.map(({ payload }) => payload);
    assert.deepEqual(
      { ...(made?.Name as object) },
      {
        Salutation: null,
        FirstName: 'Ann',
        LastName: 'Lee',
      },
    );
    assert.equal(made?.Birthdate, Date.UTC(1990, 1, 3));
    assert.deepEqual(
      new Set(changed?.ChangeEventHeader?.changedFields as string[]),
      new Set(['Name.LastName', 'LastModifiedDate']),
    );
    const orders = '/data/Commerce_Order__ChangeEvent';
    const seen = await subscribed(await admin(), orders);
    await create('Commerce_Order__c', {
      Name: '#1',
      External_Id__c: 'shopify:a:1',
      Total__c: 12.5,
    });
    assert.equal((await seen.event()).payload.Total__c, 12.5);
  });

  it('all selected objects on one channel, each to those who may see all of it', async () => {
    const heard = await subscribed(await admin(), '/data/ChangeEvents', 2);
    await create('Contact', { LastName: 'Channel' });
    await create('Account', { Name: 'Channel' });
    await heard.event(2);
    const names = heard.events.map(({ payload }) => payload.ChangeEventHeader?.entityName);
    assert.deepEqual(names, ['Contact', 'Account']);
    const refused = hear();
    (await as(org.users.agent)).subscribe(accounts, refused.callback);
    assert.equal(await refused.errorCode(), 'subscription.topic.cannot.subscribe');
  });

  it('a sixth object is refused', async () => {
    org.org.bus.capture('Lead');
    assert.throws(() => org.org.bus.capture('Product2'), {
      errorCode: 'LIMIT_EXCEEDED',
      message: /takes 5 entities; Product2 would be one more/,
    });
    const heard = hear();
    (await admin()).subscribe('/data/Product2ChangeEvent', heard.callback);
    assert.equal(await heard.errorCode(), 'topic.not.found');
    org.org.bus.release('Lead');
  });

  it('published by a client, one and a batch', async () => {
    const heard = await subscribed(await integration(), topic);
    const client = await admin();
    const event = (id: string) => ({
      CreatedDate: Date.now(),
      CreatedById: '005000000000000',
      Request_Id__c: { string: id },
      Account_Id__c: null,
      Contact_Id__c: null,
    });
    const { correlationKey, replayId } = await client.publish(topic, event('r1'), 'key-1');
    assert.equal(correlationKey, 'key-1');
    const one = await heard.event();
    assert.deepEqual([one.id, one.replayId, one.payload.Request_Id__c], ['key-1', replayId, 'r1']);
    const answered = new Promise<unknown>((resolve) => {
      const events = ['r2', 'r3'].map((id) => ({ id, payload: event(id) }));
      void client.publishBatch(topic, events, (_info: unknown, type: string, data: unknown) => {
        if (type === 'publishResponse') resolve(data);
      });
    });
    await answered;
    await heard.event(3);
    const refused = await (await integration()).publish(topic, event('r4')).catch((error) => error);
    assert.equal(codeOf((refused as Error).cause), 'topic.meta.permission');
  });

  it('refuses who is nobody here, other orgs, and topics that are not there', async () => {
    const refusal = async (client: Promise<PubSubApiClient>, name: string) => {
      const heard = hear();
      (await client).subscribe(name, heard.callback);
      return heard.errorCode();
    };
    const { admin: known, agent } = org.users;
    const nobody = as({ ...known, accessToken: `${org.orgId}!nobody` });
    assert.equal(await refusal(nobody, topic), 'service.auth.error');
    const elsewhere = as(known, { organizationId: '00D000000000000AAA' });
    assert.equal(await refusal(elsewhere, topic), 'service.auth.headers.invalid');
    const other = as(known, { instanceUrl: 'https://other.example' });
    assert.equal(await refusal(other, topic), 'service.auth.headers.invalid');
    assert.equal(await refusal(admin(), '/event/Nothing__e'), 'topic.not.found');
    assert.equal(await refusal(as(agent), topic), 'subscription.topic.cannot.subscribe');
  });

  it('deliveries are counted for each subscriber, and end where the allocation does', async () => {
    const left = async () => {
      const limits = await call(org.users.admin, 'GET', '/limits');
      return limits.DailyDeliveredPlatformEvents as { Max: number; Remaining: number };
    };
    const cases = '/data/CaseChangeEvent';
    const one = await subscribed(await admin(), cases);
    const two = await subscribed(await admin(), cases);
    const { Max, Remaining } = await left();
    assert.equal(Max, 500);
    await create('Case', { Subject: 'Counted' });
    await Promise.all([one.event(), two.event()]);
    assert.equal((await left()).Remaining, Remaining - 2);
    org.allocations.deliveredEvents.add(Remaining - 2);
    await create('Case', { Subject: 'Too many' });
    assert.equal(await one.errorCode(), 'subscription.limit.exceeded');
  });

  it('a replay id is good for 72 hours', async () => {
    const { replayId } = org.org.events('Commerce_Sync_Requested__e').at(-1) ?? { replayId: 0 };
    const from = async (id: number) => {
      const heard = hear();
      (await integration()).subscribeFromReplayId(topic, heard.callback, null, id);
      return heard;
    };
    ahead = 71 * hour;
    await (await from(replayId)).until(({ others }) => others.includes('grpcKeepAlive'));
    ahead = 73 * hour;
    assert.equal(await (await from(replayId)).errorCode(), 'subscription.fetch.replayid.corrupted');
    assert.equal(await (await from(987_654)).errorCode(), 'subscription.fetch.replayid.corrupted');
    const heard = hear();
    (await integration()).subscribeFromEarliestEvent(topic, heard.callback);
    await heard.until(({ others }) => others.includes('grpcKeepAlive'));
    assert.deepEqual(heard.events, []);
  });
});
