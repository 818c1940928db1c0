import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { io } from '../runtime.ts';
import { openSalesforce } from '../salesforce/login.ts';
import { query } from '../salesforce/query.ts';
import { errorDesk } from './error-desk.ts';
import { ErrorWorld, signal } from './fixtures/error-world.ts';
import { store } from './fixtures/lane-world.ts';
import { drainNudges } from './reread.ts';
import { retryRejected } from './retry.ts';

describe('what cannot be written to Salesforce', () => {
  const world = ErrorWorld.forEach();

  it('is told with reason and advice, once, and heals by a retry when the rule is mended', async () => {
    world.place('1', '5000.0000');
    await world.readOrders('1');
    assert.equal((await world.report()).written, 1);
    const error = (await world.errorOf('1'))!;
    assert.equal(error['Status__c'], 'Open');
    assert.equal(
      error['Reason__c'],
      'A validation rule of this org refused it: "No order above 1,000 pounds."',
    );
    assert.match(String(error['What_To_Do__c']), /Validation Rules: .* Then press Retry\.$/);
    assert.match(String(error['Payload__c']), /"Total__c": "5000\.0000"/);
    assert.equal(error['Record__c'], `${store}:1`);
    assert.equal(error['Correlation_Id__c'], 'corr-1');

    const calls = world.connection.apiCalls;
    await world.readOrders('1');
    assert.equal((await world.report()).written, 0);
    assert.equal(
      world.connection.apiCalls,
      calls,
      'nothing has changed, so nothing is asked or written',
    );

    await world.set('1', 'Retry Requested');
    assert.equal(await world.answer(), 1);
    assert.equal((await world.report()).written, 1);
    assert.equal((await world.errorOf('1'))!['Status__c'], 'Retrying');
    await drainNudges(world.setup, signal);
    await world.report();
    const again = (await world.errorOf('1'))!;
    assert.deepEqual([again['Status__c'], again['Attempts__c']], ['Open', 2]);
    assert.match(String(again['Message__c']), /tried again, and it still cannot/);

    world.rule('Total__c > 9000');
    await world.set('1', 'Retry Requested');
    await world.answer();
    await world.restart();
    await drainNudges(world.setup, signal);
    await world.restart();
    await world.report();
    const healed = (await world.errorOf('1'))!;
    assert.equal(healed['Status__c'], 'Resolved');
    assert.ok(healed['Resolved_At__c']);
    assert.equal(healed['Payload__c'], null, 'nobody needs the personal data any more');
    assert.equal(await world.totalOf('1'), 5000);
    assert.equal(await world.setup.memory.rejections.count(), 0);
    assert.equal(await world.answer(), 0);
  });

  it('heals by itself when the shop corrects it', async () => {
    world.place('2', '5000.0000');
    await world.readOrders('2');
    await world.report();
    world.place('2', '12.0000', '2026-02-01T00:00:00.000Z');
    await world.readOrders('2');
    assert.equal((await world.report()).written, 1);
    assert.equal((await world.errorOf('2'))!['Status__c'], 'Resolved');
    world.place('2', '6000.0000', '2026-02-02T00:00:00.000Z');
    await world.readOrders('2');
    await world.report();
    const { Status__c: status, Resolved_At__c: resolved } = (await world.errorOf('2'))!;
    assert.deepEqual([status, resolved], ['Open', null]);
  });

  it('is left alone where a person says so, until it is reopened', async () => {
    world.place('3', '5000.0000');
    await world.readOrders('3');
    await world.report();
    await world.set('3', 'Ignored');
    assert.equal(await world.answer(), 1);
    await world.restart();
    await world.report();
    assert.ok((await world.errorOf('3'))!['Ignored_At__c']);
    assert.equal(await world.answer(), 0, 'it is taken note of');
    assert.equal(await world.setup.memory.rejections.count(), 0);
    assert.equal(await world.setup.memory.rejections.count(true), 1);
    assert.equal((await retryRejected(world.setup)).asked, 0);
    // Refused for another reason, it is told, and ignored still.
    world.place('3', '7000.0000', '2026-02-01T00:00:00.000Z');
    await world.readOrders('3');
    await world.report();
    assert.equal((await world.errorOf('3'))!['Status__c'], 'Ignored');

    await world.set('3', 'Open');
    assert.equal(await world.answer(), 1);
    await world.report();
    const { Status__c: status, Ignored_At__c: ignoredAt } = (await world.errorOf('3'))!;
    assert.deepEqual([status, ignoredAt], ['Open', null]);
    assert.equal(await world.setup.memory.rejections.count(), 1);
  });

  it('is not written over while a person asks for something', async () => {
    world.place('4', '5000.0000');
    await world.readOrders('4');
    await world.report();
    await world.set('4', 'Retry Requested');
    world.place('4', '8000.0000', '2026-02-01T00:00:00.000Z');
    await world.readOrders('4');
    assert.equal((await world.report()).written, 1, 'what was sent is another payload');
    assert.equal((await world.errorOf('4'))!['Status__c'], 'Retry Requested');
  });

  it('answers whoever asks for what is over, or was deleted in Salesforce', async () => {
    world.place('5', '5000.0000');
    world.place('6', '5000.0000');
    await world.readOrders('5', '6');
    await world.report();
    world.rule('Total__c > 9000');
    await world.set('5', 'Retry Requested');
    await retryRejected(world.setup);
    await drainNudges(world.setup, signal);
    const { Id } = (await world.errorOf('6'))!;
    await world.admin.request('DELETE', `sobjects/Commerce_Sync_Error__c/${String(Id)}`);
    await world.report();
    assert.equal((await world.errorOf('5'))!['Status__c'], 'Resolved');
    assert.equal(await world.errorOf('6'), undefined, 'it does not come back to be resolved');
    world.place('7', '9500.0000');
    await world.readOrders('7');
    await world.report();
    await world.set('5', 'Retry Requested');
    await world.answer();
    const { Status__c: status, Message__c: message } = (await world.errorOf('5'))!;
    assert.equal(status, 'Resolved');
    assert.match(String(message), /^There is nothing left to do/);
  });

  it('floods no org: so many are shown at most, and the run says how many more there are', async () => {
    for (const id of ['8', '9', '10']) world.place(id, '5000.0000');
    await world.readOrders('8', '9', '10');
    assert.equal((await world.report(2)).written, 2);
    assert.equal((await world.report(2)).written, 0);
    const end = { endedAt: world.now, message: 'The shop was away.' };
    for (const [state, counts] of [
      ['done', { read: 3 }],
      ['done', { read: 3, written: 1 }],
      ['failed', {}],
      ['failed', {}],
    ] as const) {
      world.now = new Date(world.now.getTime() + 60_000);
      const id = await world.setup.memory.runs.start(store, 'order', 'delta', world.now);
      await world.setup.memory.runs.end(id, { ...end, state, counts });
    }
    assert.equal((await world.report(2)).written, 2);
    assert.equal((await world.report(2)).written, 0);
    const runs = await world.read(
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
    const id = await world.setup.memory.runs.start(store, 'order', 'delta', world.now);
    await world.setup.memory.runs.end(id, { ...end, state: 'failed', counts: {} });
    assert.equal((await world.report(2)).written, 0, 'the same failure again is told once');
  });

  it('shows what waits only when it has waited for long', async () => {
    const rejected = { store, key: `order/${store}:11`, reason: 'r', raw: null };
    const waiting = { ...rejected, model: 'order', stage: 'waiting' } as const;
    await world.setup.memory.rejections.add([waiting], world.now);
    assert.equal((await world.report()).written, 0);
    world.now = new Date(world.now.getTime() + 11 * 60_000);
    assert.equal((await world.report()).written, 1);
    assert.match(String((await world.errorOf('11'))!['Stage__c']), /^waiting$/);
  });

  it('is deleted in Salesforce when it has been over for long', async () => {
    world.place('12', '5000.0000');
    await world.readOrders('12');
    await world.report();
    const desk = errorDesk(world.connection);
    assert.equal(await desk.sweep(new Date('2027-01-01T00:00:00Z'), 100, signal), 0);
    world.rule('Total__c > 9000');
    await retryRejected(world.setup);
    await drainNudges(world.setup, signal);
    await world.report();
    assert.equal(await desk.sweep(new Date('2026-01-01T00:00:00Z'), 100, signal), 0);
    assert.equal(await desk.sweep(new Date('2027-01-01T00:00:00Z'), 100, signal), 1);
    assert.equal(await world.errorOf('12'), undefined);
  });

  it('is nothing that agents see', async () => {
    const { accessToken } = world.org.users.agent;
    const agent = await openSalesforce({ instanceUrl: world.org.url, accessToken }, io);
    for (const object of ['Commerce_Sync_Error__c', 'Commerce_Sync_Run__c']) {
      await assert.rejects(query(agent, `SELECT Id FROM ${object}`), /INVALID_TYPE/);
    }
  });
});
