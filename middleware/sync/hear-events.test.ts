import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { startLocalOrg, type LocalOrg } from '../../sandbox/local-org/index.ts';
import { createLog } from '../common/log.ts';
import { sleep } from '../common/sleep.ts';
import { io } from '../runtime.ts';
import { maySubscribe } from '../salesforce/events.ts';
import { openSalesforce } from '../salesforce/login.ts';
import type { EventPositions } from '../store/event-positions.ts';
import { hearEvents, requestTopic } from './hear-events.ts';
import { EventWatch } from './event-watch.ts';
import { Wake } from './wake.ts';

const clientSecret = 'org secret';
const hour = 3_600_000;

describe("events of Salesforce's Pub/Sub API", () => {
  let org: LocalOrg;
  let ahead = 0;
  before(async () => {
    const now = () => new Date(Date.now() + ahead);
    org = await startLocalOrg({ pubsub: { keepAliveMs: 200 }, clientSecret, now });
  });
  after(() => org.close());

  const kept: { position: string | undefined } = { position: undefined };
  const positions = {
    get: async () => kept.position,
    set: async (_topic: string, position: string) => void (kept.position = position),
  } as unknown as EventPositions;

  async function ask(): Promise<void> {
    const authorization = `Bearer ${org.users.admin.accessToken}`;
    const url = `${org.url}/services/data/v66.0/sobjects/Commerce_Sync_Request__c`;
    const headers = { authorization, 'content-type': 'application/json' };
    const answer = await fetch(url, { method: 'POST', headers, body: '{}' });
    assert.ok(answer.ok, await answer.text());
  }

  /** Looks by the clock once an hour only: what wakes it sooner is told in `looks`. */
  async function hearing() {
    const stop = new AbortController();
    const { signal } = stop;
    const lines: string[] = [];
    const log = createLog('info', { write: (line) => void lines.push(line) });
    const wake = new Wake();
    const watcher = wake.watcher();
    const seen = { looks: 0, good: true };
    const settings = { loginUrl: org.url, clientId: org.clientId, clientSecret };
    const connection = await openSalesforce(settings, io);
    const address = { endpoint: org.pubsubUrl!, ca: org.pubsubCertificate };
    const source = { connection, address, positions };
    const look = async () => {
      while (!signal.aborted) {
        await watcher.look(async () => {
          seen.looks += 1;
          return seen.good;
        });
        await watcher.rest(seen.good ? hour : 20, seen.good, sleep, signal);
      }
    };
    const watch = new EventWatch(() => new Date());
    const ended = Promise.all([look(), hearEvents({ source, wake, watch, signal, log, sleep })]);
    const end = async () => {
      stop.abort();
      await ended;
    };
    return { lines, seen, end, log: () => lines.join(''), watch };
  }

  async function until(isSo: () => boolean): Promise<void> {
    const signal = AbortSignal.timeout(20_000);
    while (!isSo()) await wait(10, undefined, { signal });
  }

  it('wake whoever looks, also after the connection broke', async () => {
    const heard = await hearing();
    try {
      await until(() => heard.log().includes('Salesforce tells of requests'));
      await until(() => heard.seen.looks === 2);
      const connected = heard.watch.report;
      assert.deepEqual([connected.state, connected.lastEventAt], ['connected', null]);
      await ask();
      await until(() => heard.seen.looks === 3);
      assert.ok(heard.watch.report.lastEventAt !== null);
      org.breakPubSub?.();
      await until(() => heard.log().includes('Events are not heard'));
      const broken = heard.watch.report;
      assert.equal(broken.state, 'not connected');
      assert.match(broken.reason!, /^Pub\/Sub API at/);
      assert.ok(broken.since > connected.since);
      await ask();
      await until(() => heard.log().includes('Salesforce tells of requests again'));
      const { state, reason } = heard.watch.report;
      assert.deepEqual([state, reason], ['connected', null]);
    } finally {
      await heard.end();
    }
    assert.equal(heard.watch.report.state, 'elsewhere');
  });

  it('that came while nobody listened are heard from the kept position', async () => {
    const before = kept.position;
    assert.match(before!, /^[0-9a-f]{16}$/);
    await ask();
    const heard = await hearing();
    try {
      await until(() => kept.position !== before);
      assert.doesNotMatch(heard.log(), /no longer has/);
    } finally {
      await heard.end();
    }
  });

  it('are not counted as heard before what they tell of was taken', async () => {
    const heard = await hearing();
    try {
      await until(() => heard.log().includes('Salesforce tells of requests'));
      await wait(50);
      heard.seen.good = false;
      const { position } = kept;
      await ask();
      const { looks } = heard.seen;
      await until(() => heard.seen.looks > looks + 3);
      assert.equal(kept.position, position);
      heard.seen.good = true;
      await until(() => kept.position !== position);
    } finally {
      await heard.end();
    }
  });

  it('that Salesforce no longer has are given up for what is new, and it is looked once', async () => {
    kept.position = 'ffffffffffffffff';
    const heard = await hearing();
    try {
      await until(() => heard.log().includes('no longer has the events'));
      await until(() => heard.seen.looks === 2);
      await until(() => kept.position !== 'ffffffffffffffff');
    } finally {
      await heard.end();
    }
  });

  it('can be asked for beforehand', async () => {
    const settings = { loginUrl: org.url, clientId: org.clientId, clientSecret };
    const connection = await openSalesforce(settings, io);
    const address = { endpoint: org.pubsubUrl!, ca: org.pubsubCertificate };
    assert.ok(await maySubscribe({ connection, address, topic: requestTopic }));
    const unknown = maySubscribe({ connection, address, topic: '/event/Nothing__e' });
    await assert.rejects(unknown, { name: 'Failure', kind: 'config' });
    const strange = { connection, address: { endpoint: org.pubsubUrl! }, topic: requestTopic };
    await assert.rejects(maySubscribe(strange), { name: 'Failure', kind: 'unavailable' });
  });

  it('are heard on with a session that was renewed', async () => {
    const heard = await hearing();
    try {
      await until(() => heard.log().includes('Salesforce tells of requests'));
      ahead = 3 * hour;
      org.breakPubSub?.();
      await until(() => heard.log().includes('Salesforce tells of requests again'));
      assert.doesNotMatch(heard.log(), /"kind":"auth"/);
    } finally {
      await heard.end();
    }
  });
});
