import assert from 'node:assert/strict';
import fs from 'node:fs';
import { after, before, beforeEach, describe, it } from 'node:test';
import type { LocalOrgEngine } from '../../sandbox/local-org/engine/org.ts';
import { validationRule, writeMetadata } from '../../sandbox/local-org/engine/rules/testing.ts';
import { startLocalOrg, type LocalOrg } from '../../sandbox/local-org/index.ts';
import { externalIdFields, logIdFields } from '../mapping/index.ts';
import { io } from '../runtime.ts';
import { createCollectionsWriter } from '../salesforce/collections-writer.ts';
import type { SalesforceConnection } from '../salesforce/connection.ts';
import { openSalesforce } from '../salesforce/login.ts';
import { query } from '../salesforce/query.ts';
import { readyFolder } from '../store/fixtures/ready-folder.ts';
import { openStore, type StoreHandle } from '../store/store.ts';
import { answerErrors } from './answer-errors.ts';
import { errorDesk } from './error-desk.ts';
import { reportErrors } from './error-report.ts';
import { customer, order, store } from './fixtures/lane-world.ts';
import { ScriptedShop, storeSetup } from './fixtures/scripted-shop.ts';
import { drainNudges, runReread } from './reread.ts';
import { retryRejected } from './retry.ts';
import type { StoreSetup } from './store-setup.ts';

const clientSecret = 'org secret';
const payloads = { sealer: 'clear', days: 30 } as const;
const ref = (id: string) => ({ platform: 'shopify', store: 'giftshop', id });
const pounds = (amount: string) => ({ total: { amount, currency: 'GBP' } });
const { signal } = new AbortController();

describe('what cannot be written to Salesforce', () => {
  let folder: string;
  const cleaning: (() => void)[] = [() => fs.rmSync(folder, { recursive: true })];
  let org: LocalOrg;
  let database: StoreHandle;
  let connection: SalesforceConnection;
  let admin: SalesforceConnection;
  let orgs = 0;
  let orgId: string;
  let shop: ScriptedShop;
  let setup: StoreSetup;
  /** The middleware's clock. */
  let now = new Date('2026-03-01T00:00:00Z');

  /** An admin's rule about orders. */
  const rule = (formula: string) => {
    const name = 'objects/Commerce_Order__c/validationRules/Limit.validationRule';
    const content = validationRule(formula, 'No order above 1,000 pounds.', 'Total__c');
    const metadata = writeMetadata((clean) => cleaning.push(clean), { [name]: content });
    (org.org as LocalOrgEngine).addAdminMetadata(metadata);
  };

  before(async () => {
    org = await startLocalOrg({ clientSecret });
    const login = { loginUrl: org.url, clientId: org.clientId, clientSecret };
    connection = await openSalesforce(login, io);
    admin = await openSalesforce({ instanceUrl: org.url, accessToken: org.accessToken }, io);
    folder = await readyFolder('errors');
    database = await openStore({ folder }, payloads);
  });
  after(async () => {
    await database.close();
    await org.close();
    for (const clean of cleaning) clean();
  });

  const writerOf = (fields = externalIdFields) =>
    createCollectionsWriter({ connection, externalIdFields: fields, signal });
  const open = () => {
    const memory = database.forOrg(orgId);
    setup = storeSetup(shop, { memory, writer: writerOf(), now: () => now });
  };
  const restart = async () => {
    await database.close();
    database = await openStore({ folder }, payloads);
    open();
  };
  /** Nothing is remembered, and Salesforce has no errors and no runs. */
  beforeEach(async () => {
    rule('Total__c > 1000');
    orgId = `00D${(orgs += 1)}`;
    shop = new ScriptedShop().put('customer', customer('c'));
    open();
    await errorDesk(connection).sweep(new Date(), 0, signal);
    for (const { Id } of await read('SELECT Id FROM Commerce_Sync_Error__c')) {
      await admin.request('DELETE', `sobjects/Commerce_Sync_Error__c/${String(Id)}`);
    }
  });

  const read = (soql: string) => query<Record<string, unknown>>(admin, soql);
  const place = (id: string, amount: string, updatedAt = '2026-01-31T00:00:00.000Z') =>
    shop.put('order', order(id, ['a'], { customer: ref('c'), ...pounds(amount), updatedAt }));
  const readOrders = (...ids: string[]) =>
    runReread(setup, 'order', ids, signal, { correlation: 'corr-1' });
  const report = (most = 100) =>
    reportErrors({
      ...{ stores: [store], memory: setup.memory, writer: writerOf(logIdFields) },
      ...{ most, now: () => now },
    });
  const answer = () =>
    answerErrors({
      ...{ stores: [setup], desk: errorDesk(connection), writer: writerOf(logIdFields) },
      ...{ now: () => now, signal },
    });
  const errorOf = async (id: string) => {
    const where = `WHERE External_Id__c = 'order/${store}:${id}'`;
    const fields =
      'Id, Status__c, Stage__c, Reason__c, What_To_Do__c, Payload__c, Message__c, Attempts__c, ' +
      'Ignored_At__c, Resolved_At__c, Correlation_Id__c, Record__c';
    const [found] = await read(`SELECT ${fields} FROM Commerce_Sync_Error__c ${where}`);
    return found;
  };
  /** As the buttons do it. */
  const set = async (id: string, status: string) => {
    const { Id } = (await errorOf(id))!;
    await admin.request('PATCH', `sobjects/Commerce_Sync_Error__c/${String(Id)}`, {
      headers: { 'Content-Type': 'application/json' },
      body: () => JSON.stringify({ Status__c: status }),
    });
  };
  const totalOf = async (id: string) => {
    const where = `WHERE External_Id__c = '${store}:${id}'`;
    const [found] = await read(`SELECT Total__c FROM Commerce_Order__c ${where}`);
    return found?.['Total__c'];
  };

  it('is told with reason and advice, once, and heals by a retry when the rule is mended', async () => {
    place('1', '5000.0000');
    await readOrders('1');
    assert.equal((await report()).written, 1);
    const error = (await errorOf('1'))!;
    assert.equal(error['Status__c'], 'Open');
    assert.equal(
      error['Reason__c'],
      'A validation rule of this org refused it: "No order above 1,000 pounds."',
    );
    assert.match(String(error['What_To_Do__c']), /Validation Rules: .* Then press Retry\.$/);
    assert.match(String(error['Payload__c']), /"Total__c": "5000\.0000"/);
    assert.equal(error['Record__c'], `${store}:1`);
    assert.equal(error['Correlation_Id__c'], 'corr-1');

    const calls = connection.apiCalls;
    await readOrders('1');
    assert.equal((await report()).written, 0);
    assert.equal(connection.apiCalls, calls, 'nothing has changed, so nothing is asked or written');

    await set('1', 'Retry Requested');
    assert.equal(await answer(), 1);
    assert.equal((await report()).written, 1);
    assert.equal((await errorOf('1'))!['Status__c'], 'Retrying');
    await drainNudges(setup, signal);
    await report();
    const again = (await errorOf('1'))!;
    assert.deepEqual([again['Status__c'], again['Attempts__c']], ['Open', 2]);
    assert.match(String(again['Message__c']), /tried again, and it still cannot/);

    rule('Total__c > 9000');
    await set('1', 'Retry Requested');
    await answer();
    await restart();
    await drainNudges(setup, signal);
    await restart();
    await report();
    const healed = (await errorOf('1'))!;
    assert.equal(healed['Status__c'], 'Resolved');
    assert.ok(healed['Resolved_At__c']);
    assert.equal(healed['Payload__c'], null, 'nobody needs the personal data any more');
    assert.equal(await totalOf('1'), 5000);
    assert.equal(await setup.memory.rejections.count(), 0);
    assert.equal(await answer(), 0);
  });

  it('heals by itself when the shop corrects it', async () => {
    place('2', '5000.0000');
    await readOrders('2');
    await report();
    place('2', '12.0000', '2026-02-01T00:00:00.000Z');
    await readOrders('2');
    assert.equal((await report()).written, 1);
    assert.equal((await errorOf('2'))!['Status__c'], 'Resolved');
    place('2', '6000.0000', '2026-02-02T00:00:00.000Z');
    await readOrders('2');
    await report();
    const { Status__c: status, Resolved_At__c: resolved } = (await errorOf('2'))!;
    assert.deepEqual([status, resolved], ['Open', null]);
  });

  it('is left alone where a person says so, until it is reopened', async () => {
    place('3', '5000.0000');
    await readOrders('3');
    await report();
    await set('3', 'Ignored');
    assert.equal(await answer(), 1);
    await restart();
    await report();
    assert.ok((await errorOf('3'))!['Ignored_At__c']);
    assert.equal(await answer(), 0, 'it is taken note of');
    assert.equal(await setup.memory.rejections.count(), 0);
    assert.equal(await setup.memory.rejections.count(true), 1);
    assert.equal((await retryRejected(setup)).asked, 0);
    // Refused for another reason, it is told, and ignored still.
    place('3', '7000.0000', '2026-02-01T00:00:00.000Z');
    await readOrders('3');
    await report();
    assert.equal((await errorOf('3'))!['Status__c'], 'Ignored');

    await set('3', 'Open');
    assert.equal(await answer(), 1);
    await report();
    const { Status__c: status, Ignored_At__c: ignoredAt } = (await errorOf('3'))!;
    assert.deepEqual([status, ignoredAt], ['Open', null]);
    assert.equal(await setup.memory.rejections.count(), 1);
  });

  it('is not written over while a person asks for something', async () => {
    place('4', '5000.0000');
    await readOrders('4');
    await report();
    await set('4', 'Retry Requested');
    place('4', '8000.0000', '2026-02-01T00:00:00.000Z');
    await readOrders('4');
    assert.equal((await report()).written, 1, 'what was sent is another payload');
    assert.equal((await errorOf('4'))!['Status__c'], 'Retry Requested');
  });

  it('answers whoever asks for what is over, or was deleted in Salesforce', async () => {
    place('5', '5000.0000');
    place('6', '5000.0000');
    await readOrders('5', '6');
    await report();
    rule('Total__c > 9000');
    await set('5', 'Retry Requested');
    await retryRejected(setup);
    await drainNudges(setup, signal);
    const { Id } = (await errorOf('6'))!;
    await admin.request('DELETE', `sobjects/Commerce_Sync_Error__c/${String(Id)}`);
    await report();
    assert.equal((await errorOf('5'))!['Status__c'], 'Resolved');
    assert.equal(await errorOf('6'), undefined, 'it does not come back to be resolved');
    place('7', '9500.0000');
    await readOrders('7');
    await report();
    await set('5', 'Retry Requested');
    await answer();
    const { Status__c: status, Message__c: message } = (await errorOf('5'))!;
    assert.equal(status, 'Resolved');
    assert.match(String(message), /^There is nothing left to do/);
  });

  it('floods no org: so many are shown at most, and the run says how many more there are', async () => {
    for (const id of ['8', '9', '10']) place(id, '5000.0000');
    await readOrders('8', '9', '10');
    assert.equal((await report(2)).written, 2);
    assert.equal((await report(2)).written, 0);
    const end = { endedAt: now, message: 'The shop was away.' };
    for (const [state, counts] of [
      ['done', { read: 3 }],
      ['done', { read: 3, written: 1 }],
      ['failed', {}],
      ['failed', {}],
    ] as const) {
      now = new Date(now.getTime() + 60_000);
      const id = await setup.memory.runs.start(store, 'order', 'delta', now);
      await setup.memory.runs.end(id, { ...end, state, counts });
    }
    assert.equal((await report(2)).written, 2);
    assert.equal((await report(2)).written, 0);
    const runs = await read(
      'SELECT State__c, Written__c, Message__c FROM Commerce_Sync_Run__c ORDER BY Started_At__c',
    );
    assert.deepEqual(
      runs.map((run) => [run['State__c'], run['Written__c']]),
      [
        ['done', 1],
        ['failed', 0],
      ],
    );
    assert.match(String(runs[0]!['Message__c']), /^… and 1 more errors than are shown/);
    const id = await setup.memory.runs.start(store, 'order', 'delta', now);
    await setup.memory.runs.end(id, { ...end, state: 'failed', counts: {} });
    assert.equal((await report(2)).written, 0, 'the same failure again is told once');
  });

  it('shows what waits only when it has waited for long', async () => {
    const rejected = { store, key: `order/${store}:11`, reason: 'r', raw: null };
    const waiting = { ...rejected, model: 'order', stage: 'waiting' } as const;
    await setup.memory.rejections.add([waiting], now);
    assert.equal((await report()).written, 0);
    now = new Date(now.getTime() + 11 * 60_000);
    assert.equal((await report()).written, 1);
    assert.match(String((await errorOf('11'))!['Stage__c']), /^waiting$/);
  });

  it('is deleted in Salesforce when it has been over for long', async () => {
    place('12', '5000.0000');
    await readOrders('12');
    await report();
    const desk = errorDesk(connection);
    assert.equal(await desk.sweep(new Date('2027-01-01T00:00:00Z'), 100, signal), 0);
    rule('Total__c > 9000');
    await retryRejected(setup);
    await drainNudges(setup, signal);
    await report();
    assert.equal(await desk.sweep(new Date('2026-01-01T00:00:00Z'), 100, signal), 0);
    assert.equal(await desk.sweep(new Date('2027-01-01T00:00:00Z'), 100, signal), 1);
    assert.equal(await errorOf('12'), undefined);
  });

  it('is nothing that agents see', async () => {
    const { accessToken } = org.users.agent;
    const agent = await openSalesforce({ instanceUrl: org.url, accessToken }, io);
    for (const object of ['Commerce_Sync_Error__c', 'Commerce_Sync_Run__c']) {
      await assert.rejects(query(agent, `SELECT Id FROM ${object}`), /INVALID_TYPE/);
    }
  });
});
