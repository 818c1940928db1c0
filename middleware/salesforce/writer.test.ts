import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import { after, before, describe, it } from 'node:test';
import { startFaultProxy } from '../../sandbox/faults/index.ts';
import type { FaultProxy } from '../../sandbox/faults/index.ts';
import { startLocalOrg } from '../../sandbox/local-org/index.ts';
import type { LocalOrg } from '../../sandbox/local-org/index.ts';
import type { SalesforceConnection } from './connection.ts';
import { openSalesforce } from './login.ts';
import { count, query } from './query.ts';
import type { Aggregate } from './record.ts';
import {
  aggregate,
  collect,
  customer,
  each,
  externalIdFields,
  filesBelow,
  memoryLedger,
  order,
  quickIo,
  temporaryDirectory,
} from './testing.ts';
import { createBulkWriter } from './writer.ts';
import type { BulkWriterOptions } from './writer.ts';

describe('the bulk writer', () => {
  let org: LocalOrg;
  let proxy: FaultProxy;
  let connection: SalesforceConnection;
  const spoolDir = temporaryDirectory();

  before(async () => {
    org = await startLocalOrg({});
    proxy = await startFaultProxy({ target: org.url });
    const { accessToken } = org.users.integration;
    connection = await openSalesforce({ instanceUrl: proxy.url, accessToken }, quickIo());
  });

  after(async () => {
    await proxy.close();
    await org.close();
    rmSync(spoolDir, { recursive: true, force: true });
  });

  function writer(options: Partial<BulkWriterOptions> = {}) {
    const ledger = memoryLedger();
    const write = createBulkWriter({ connection, externalIdFields, ledger, spoolDir, ...options });
    return { ledger, write: (items: Iterable<Aggregate>) => write.write(each(items)) };
  }

  it('writes parents before children, in one job an object, and reads no results it does not need', async () => {
    const { ledger, write } = writer();
    const first = proxy.requests.length;
    const buyer = customer('a');
    const parent = { 'Customer__r.External_Id__c': buyer.externalId };
    const orders = ['a1', 'a2'].map((id) => order(id, 3, parent));
    const { states } = await collect(write([aggregate('customer:a', [buyer]), ...orders]));
    assert.deepEqual(states, {
      'customer:a': 'written',
      'order:a1': 'written',
      'order:a2': 'written',
    });
    assert.deepEqual(
      ledger.history.map(({ object }) => object),
      ['Commerce_Customer__c', 'Commerce_Order__c', 'Commerce_Order_Line__c'],
    );
    assert.deepEqual(await ledger.open(), []);
    assert.ok(!proxy.requests.slice(first).some(({ path }) => /Results|unprocessed/.test(path)));
    const lines = await query(
      connection,
      "SELECT Title__c, Total__c, Order__r.Customer__r.Name FROM Commerce_Order_Line__c WHERE Order__r.Name = '#a2'",
    );
    assert.equal(lines.length, 3);
    assert.deepEqual(filesBelow(spoolDir), []);
  });

  it('puts an object it meets late before the children of others that need it', async () => {
    const { ledger, write } = writer();
    const buyer = customer('b');
    const own = order('b2', 1, { 'Customer__r.External_Id__c': buyer.externalId });
    const { states } = await collect(
      write([order('b1', 1), aggregate(own.key, [buyer, ...own.rows])]),
    );
    assert.deepEqual(Object.values(states), ['written', 'written']);
    assert.equal(ledger.history[0]?.object, 'Commerce_Customer__c');
  });

  it('cuts into chunks, and begins a new one for a record that comes again', async () => {
    const { ledger, write } = writer({
      limits: { rowsPerChunk: 8 },
    });
    const ids = ['c1', 'c2', 'c3', 'c4', 'c5'];
    const { states } = await collect(write(ids.map((id) => order(id, 3))));
    assert.equal(Object.keys(states).length, 5);
    assert.equal(ledger.history.length, 6);
    assert.equal(await count(connection, 'Commerce_Order_Line__c', "Order__r.Name LIKE '#c%'"), 15);

    const again = writer();
    const keys = [];
    const twice = [order('c6', 1, { Item_Summary__c: 'old' }), order('c6', 1)];
    for await (const outcome of again.write([
      ...twice,
      order('c6', 1, { Item_Summary__c: 'new' }),
    ])) {
      keys.push([outcome.key, outcome.state]);
    }
    assert.deepEqual(keys, Array(3).fill(['order:c6', 'written']));
    const rows = await query<{ Item_Summary__c: string }>(
      connection,
      "SELECT Item_Summary__c FROM Commerce_Order__c WHERE Name = '#c6'",
    );
    assert.deepEqual(
      rows.map((row) => row.Item_Summary__c),
      ['new'],
    );
  });

  it('clears what is null and leaves alone what is absent', async () => {
    const { write } = writer();
    await collect(write([order('d1', 0, { Email__c: 'a@example.com', Item_Summary__c: 'Tea' })]));
    await collect(
      write([order('d1', 0, { Email__c: null }), order('d2', 0, { Item_Summary__c: 'Cups' })]),
    );
    const rows = await query<{ Email__c: string; Item_Summary__c: string }>(
      connection,
      "SELECT Email__c, Item_Summary__c FROM Commerce_Order__c WHERE Name LIKE '#d%' ORDER BY Name",
    );
    assert.deepEqual(
      rows.map((row) => [row.Email__c, row.Item_Summary__c]),
      [
        [null, 'Tea'],
        [null, 'Cups'],
      ],
    );
  });

  it('refuses by itself what would take a whole job along', async () => {
    const { write } = writer();
    const double = order('e1', 1);
    const endless = order('e2', 1, { Total__c: Number.NaN });
    const { states, errors } = await collect(
      write([
        aggregate('twice', [...double.rows, double.rows[1]!]),
        endless,
        order('e3', 1),
        aggregate('empty', []),
      ]),
    );
    assert.deepEqual(states, {
      twice: 'rejected',
      'order:e2': 'rejected',
      'order:e3': 'written',
      empty: 'written',
    });
    assert.deepEqual(
      errors.map(({ code }) => code),
      ['DUPLICATE_IN_RECORD', 'INVALID_NUMBER'],
    );
  });

  it('reads no more than one chunk ahead', async () => {
    let read = 0;
    function* source() {
      for (let index = 0; index < 40; index += 1) {
        read += 1;
        yield order(`f${index}`, 1);
      }
    }
    const { write } = writer({ limits: { rowsPerChunk: 10 } });
    const outcomes = write(source())[Symbol.asyncIterator]();
    await outcomes.next();
    await new Promise((resolve) => setTimeout(resolve, 50));
    assert.ok(read <= 16, `${read} were read when the first chunk of 5 was done`);
    await outcomes.return?.();
  });

  it('frees everything when nobody wants more', async () => {
    let ended = false;
    async function* source() {
      try {
        for (let index = 0; ; index += 1) yield order(`g${index}`, 1);
      } finally {
        ended = true;
      }
    }
    const ledger = memoryLedger();
    const limits = { rowsPerChunk: 10 };
    const writer = createBulkWriter({ connection, externalIdFields, ledger, spoolDir, limits });
    for await (const outcome of writer.write(source())) {
      assert.equal(outcome.state, 'written');
      break;
    }
    for (let tries = 0; tries < 100 && !(ended && filesBelow(spoolDir).length === 0); tries += 1)
      await new Promise((resolve) => setTimeout(resolve, 20));
    assert.ok(ended);
    assert.deepEqual(filesBelow(spoolDir), []);
  });

  it('stops when told to, with the reason given', async () => {
    const stop = new AbortController();
    const { write } = writer({ signal: stop.signal, limits: { rowsPerChunk: 4 } });
    const reason = new Error('shutting down');
    await assert.rejects(async () => {
      for await (const _outcome of write(['h1', 'h2', 'h3', 'h4'].map((id) => order(id, 3)))) {
        assert.ok(_outcome);
        stop.abort(reason);
      }
    }, reason);
    assert.deepEqual(filesBelow(spoolDir), []);
  });

  it('passes on what goes wrong in the source, after the outcomes it has', async () => {
    function* source() {
      yield order('i1', 3);
      throw new Error('the shop is closed');
    }
    const { write } = writer({ limits: { rowsPerChunk: 4 } });
    const seen: string[] = [];
    await assert.rejects(async () => {
      for await (const outcome of write(source())) seen.push(outcome.state);
    }, /the shop is closed/);
    assert.deepEqual(seen, ['written']);
  });

  it('keeps the files it sent where asked', async () => {
    const keepSpool = temporaryDirectory();
    const { write } = writer({ keepSpool });
    await collect(write([order('j1', 2)]));
    await collect(write([order('j2', 1)]));
    const names = filesBelow(keepSpool).sort();
    const objects = ['Commerce_Order__c', 'Commerce_Order_Line__c'];
    assert.deepEqual(
      names.map((name) => /^\d{6}-(\w+)\.csv$/.exec(name)?.[1]),
      [...objects, ...objects],
    );
    rmSync(keepSpool, { recursive: true });
  });
});
