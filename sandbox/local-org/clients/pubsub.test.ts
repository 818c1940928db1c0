import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type PubSubApiClient from 'salesforce-pubsub-api-client';
import { codeOf, type Heard } from './pubsub.ts';
import { hour, PubSubWorld, topic } from './pubsub-world.ts';

const accounts = '/data/AccountChangeEvent';
const contacts = '/data/ContactChangeEvent';

describe("Salesforce's Pub/Sub client", () => {
  const world = PubSubWorld.forAll();

  it("an agent's request by UI API comes to the integration as an event", async () => {
    const heard = await world.subscribed(await world.integration(), topic);
    const account = await world.create('Account', { Name: 'Acme' });
    const asked = await world.request(account);
    const { payload, replayId } = await heard.event();
    const { CreatedById, CreatedDate, ...own } = payload;
    assert.deepEqual(own, {
      Account_Id__c: account,
      Contact_Id__c: null,
      Request_Id__c: asked,
    });
    assert.equal(CreatedById, world.org.org.sessionFor(world.org.users.agent.username)?.userId);
    assert.ok(Math.abs(Number(CreatedDate) - Date.now()) < 60_000);
    const stored = world.org.org.events('Commerce_Sync_Requested__e').at(-1);
    assert.equal(replayId, stored?.replayId);
    assert.equal(heard.events[0]?.id, stored?.eventUuid);
  });

  it('after the connection broke, from a replay id what came after it; from the earliest, all; what is new only, otherwise', async () => {
    const heard = await world.subscribed(await world.integration(), topic);
    const account = await world.create('Account', { Name: 'Replayed' });
    const asked = [await world.request(account)];
    const { replayId } = await heard.event();
    world.org.breakPubSub?.();
    await heard.until(({ errors }) => errors.length > 0);
    asked.push(await world.request(account), await world.request(account));
    const numbers = ({ events }: Heard) => events.map(({ payload }) => payload.Request_Id__c);
    const again = world.hear();
    (await world.integration()).subscribeFromReplayId(topic, again.callback, null, replayId);
    await again.event(2);
    assert.deepEqual(numbers(again), asked.slice(1));
    const all = world.hear();
    (await world.integration()).subscribeFromEarliestEvent(topic, all.callback);
    const known = world.org.org.events('Commerce_Sync_Requested__e').length;
    await all.event(known);
    assert.deepEqual(numbers(all).slice(-3), asked);
    const late = await world.subscribed(await world.integration(), topic);
    assert.deepEqual(late.events, []);
  });

  it('what a quiet subscription is told as the newest position can be started from', async () => {
    const { lastReplayId } = await world.subscribed(await world.integration(), topic);
    const asked = await world.request(await world.create('Account', { Name: 'Quiet' }));
    const heard = world.hear();
    const client = await world.integration();
    client.subscribeFromReplayId(topic, heard.callback, null, lastReplayId ?? 0);
    assert.equal((await heard.event()).payload.Request_Id__c, asked);
  });

  it('never more events than were asked for', async () => {
    const client = await world.integration();
    const heard = await world.subscribed(client, topic, 2);
    const account = await world.create('Account', { Name: 'Flow' });
    const asked: string[] = [];
    for (let count = 0; count < 5; count++) asked.push(await world.request(account));
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
    const heard = await world.subscribed(await world.admin(), accounts);
    const id = await world.create('Account', { Name: 'Changing', Phone: '1', BillingCity: 'Oslo' });
    const path = `Account/${id}`;
    await world.write('PATCH', path, { Phone: null, Website: 'a.example', BillingCity: 'Bergen' });
    await world.write('DELETE', path);
    world.org.org.undelete(world.org.org.systemSession(), [id]);
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
    assert.equal(header?.commitUser, world.org.org.sessionFor(world.org.username)?.userId);
    assert.match(String(header?.transactionKey), /^[0-9a-f-]{36}$/);
    assert.notEqual(header?.transactionKey, made?.ChangeEventHeader?.transactionKey);
    assert.ok(Number(header?.commitNumber) >= Number(made?.ChangeEventHeader?.commitNumber));
    assert.equal(Number(header?.commitTimestamp) % 1000, 0);
    assert.deepEqual([deleted?.Name, back?.Name], [null, 'Changing']);
  });

  it('alike changes of one transaction are one event; what is rolled back is none', async () => {
    const heard = await world.subscribed(await world.admin(), accounts);
    const ids = [
      await world.create('Account', { Name: 'A' }),
      await world.create('Account', { Name: 'B' }),
    ];
    const records = ids.map((Id) => ({ attributes: { type: 'Account' }, Id, Industry: 'Retail' }));
    const broken = { ...records[0], Id: ids[1], NumberOfEmployees: 'x', Industry: 'Other' };
    const collection = { allOrNone: true, records: [records[0], broken] };
    await world.call(world.org.users.admin, 'PATCH', '/composite/sobjects', collection);
    await world.call(world.org.users.admin, 'PATCH', '/composite/sobjects', { records });
    const { payload } = await heard.event(3);
    assert.deepEqual(payload.ChangeEventHeader?.recordIds, ids);
    assert.equal(payload.Industry, 'Retail');
  });

  it("a person's name is one field of three; dates are in milliseconds; objects of the package", async () => {
    const heard = await world.subscribed(await world.admin(), contacts);
    const id = await world.create('Contact', {
      FirstName: 'Ann',
      LastName: 'Lee',
      Birthdate: '1990-02-03',
    });
    await world.write('PATCH', `Contact/${id}`, { LastName: 'Li' });
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
    const seen = await world.subscribed(await world.admin(), orders);
    await world.create('Commerce_Order__c', {
      Name: '#1',
      External_Id__c: 'shopify:a:1',
      Total__c: 12.5,
    });
    assert.equal((await seen.event()).payload.Total__c, 12.5);
  });

  it('all selected objects on one channel, each to those who may see all of it', async () => {
    const heard = await world.subscribed(await world.admin(), '/data/ChangeEvents', 2);
    await world.create('Contact', { LastName: 'Channel' });
    await world.create('Account', { Name: 'Channel' });
    await heard.event(2);
    const names = heard.events.map(({ payload }) => payload.ChangeEventHeader?.entityName);
    assert.deepEqual(names, ['Contact', 'Account']);
    const refused = world.hear();
    (await world.as(world.org.users.agent)).subscribe(accounts, refused.callback);
    assert.equal(await refused.errorCode(), 'subscription.topic.cannot.subscribe');
  });

  it('a sixth object is refused', async () => {
    world.org.org.bus.capture('Lead');
    assert.throws(() => world.org.org.bus.capture('Product2'), {
      errorCode: 'LIMIT_EXCEEDED',
      message: /takes 5 entities; Product2 would be one more/,
    });
    const heard = world.hear();
    (await world.admin()).subscribe('/data/Product2ChangeEvent', heard.callback);
    assert.equal(await heard.errorCode(), 'topic.not.found');
    world.org.org.bus.release('Lead');
  });

  it('published by a client, one and a batch', async () => {
    const heard = await world.subscribed(await world.integration(), topic);
    const client = await world.admin();
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
    const integration = await world.integration();
    const refused = await integration.publish(topic, event('r4')).catch((error) => error);
    assert.equal(codeOf((refused as Error).cause), 'topic.meta.permission');
  });

  it('refuses who is nobody here, other orgs, and topics that are not there', async () => {
    const refusal = async (client: Promise<PubSubApiClient>, name: string) => {
      const heard = world.hear();
      (await client).subscribe(name, heard.callback);
      return heard.errorCode();
    };
    const { admin: known, agent } = world.org.users;
    const nobody = world.as({ ...known, accessToken: `${world.org.orgId}!nobody` });
    assert.equal(await refusal(nobody, topic), 'service.auth.error');
    const elsewhere = world.as(known, { organizationId: '00D000000000000AAA' });
    assert.equal(await refusal(elsewhere, topic), 'service.auth.headers.invalid');
    const other = world.as(known, { instanceUrl: 'https://other.example' });
    assert.equal(await refusal(other, topic), 'service.auth.headers.invalid');
    assert.equal(await refusal(world.admin(), '/event/Nothing__e'), 'topic.not.found');
    assert.equal(await refusal(world.as(agent), topic), 'subscription.topic.cannot.subscribe');
  });

  it('deliveries are counted for each subscriber, and end where the allocation does', async () => {
    const left = async () => {
      const limits = await world.call(world.org.users.admin, 'GET', '/limits');
      return limits.DailyDeliveredPlatformEvents as { Max: number; Remaining: number };
    };
    const cases = '/data/CaseChangeEvent';
    const one = await world.subscribed(await world.admin(), cases);
    const two = await world.subscribed(await world.admin(), cases);
    const { Max, Remaining } = await left();
    assert.equal(Max, 500);
    await world.create('Case', { Subject: 'Counted' });
    await Promise.all([one.event(), two.event()]);
    assert.equal((await left()).Remaining, Remaining - 2);
    world.org.allocations.deliveredEvents.add(Remaining - 2);
    await world.create('Case', { Subject: 'Too many' });
    assert.equal(await one.errorCode(), 'subscription.limit.exceeded');
  });

  it('a replay id is good for 72 hours', async () => {
    const { replayId } = world.org.org.events('Commerce_Sync_Requested__e').at(-1) ?? {
      replayId: 0,
    };
    const from = async (id: number) => {
      const heard = world.hear();
      (await world.integration()).subscribeFromReplayId(topic, heard.callback, null, id);
      return heard;
    };
    world.ahead = 71 * hour;
    await (await from(replayId)).until(({ others }) => others.includes('grpcKeepAlive'));
    world.ahead = 73 * hour;
    assert.equal(await (await from(replayId)).errorCode(), 'subscription.fetch.replayid.corrupted');
    assert.equal(await (await from(987_654)).errorCode(), 'subscription.fetch.replayid.corrupted');
    const heard = world.hear();
    (await world.integration()).subscribeFromEarliestEvent(topic, heard.callback);
    await heard.until(({ others }) => others.includes('grpcKeepAlive'));
    assert.deepEqual(heard.events, []);
  });
});
