import assert from 'node:assert/strict';
import { beforeEach, describe, it } from 'node:test';
import type { FailureKind } from '../../common/errors.ts';
import { failure } from './fixtures/expect.ts';
import { open, readAll, testIo, type TestIo } from './fixtures/open.ts';
import { customer, order, type Wire } from './fixtures/records.ts';
import { answer, shopForEach } from './fixtures/shop-server.ts';

describe('a bulk operation of Shopify', () => {
  const shop = shopForEach();
  let io: TestIo;
  beforeEach(() => {
    shop.records['customers'] = Array.from({ length: 600 }, (_, n) => customer(n + 1));
    shop.records['orders'] = [1, 2, 3].map((id) => order(id, 2));
    io = testIo();
  });

  describe('breaks off a bulk result', () => {
    it('resets the connection in mid-download: goes on by Range', async () => {
      let fetched = 0;
      shop.faults.download = (_request, response, body) => {
        if (++fetched > 3) return;
        response.writeHead(fetched === 1 ? 200 : 206, { 'content-length': body.length });
        response.write(body.subarray(0, 20_001), () => response.destroy());
        return true;
      };
      const { ids } = await readAll(open(shop.url, io), 'customer');
      assert.equal(new Set(ids).size, 600);
      assert.equal(ids.length, 600);
      assert.equal(shop.ranges.length, 4);
    });

    it('ends the file too early: goes on by Range', async () => {
      let fetched = 0;
      shop.faults.download = (_request, response, body) =>
        ++fetched === 1 && response.writeHead(200).end(body.subarray(0, 12_345));
      assert.equal((await readAll(open(shop.url, io), 'customer')).ids.length, 600);
      assert.deepEqual(shop.ranges, [undefined, 'bytes=12345-']);
    });

    it('never brings more: fails, and says at which byte', async () => {
      shop.faults.download = (request, response, body) =>
        response
          .writeHead(request.headers.range ? 206 : 200)
          .end(request.headers.range ? '' : body.subarray(0, 12_345));
      const reading = readAll(open(shop.url, io), 'customer');
      await assert.rejects(reading, failure('unavailable', /ended at byte 12345 of \d+/));
    });

    it('holds fewer objects than the shop counted: made anew, then fails', async () => {
      shop.faults.operation = (told) => ({ ...told, objectCount: '601' });
      const seen: string[] = [];
      const reading = async () => {
        for await (const page of open(shop.url, io).read.customer?.(null) ?? []) {
          seen.push(page.cursor ?? '');
        }
      };
      await assert.rejects(reading(), failure('unavailable', /holds 600 of 601 objects/));
      assert.ok(seen.every((cursor) => cursor.includes('"kind":"bulk"')));
      assert.equal(shop.calls.filter(({ document }) => document.includes('StartBulk')).length, 2);
    });

    it('storage is busy for a while', async () => {
      let fetched = 0;
      shop.faults.download = (_request, response) =>
        ++fetched <= 3 && response.writeHead(503, { 'retry-after': '2' }).end();
      assert.equal((await readAll(open(shop.url, io), 'customer')).ids.length, 600);
      assert.equal(io.slept.filter((ms) => ms === 2000).length, 3);
    });

    it('sends the result from an unsafe address', async () => {
      shop.faults.operation = (told) => ({ ...told, url: 'http://storage.example/1' });
      const reading = readAll(open(shop.url, io), 'customer');
      await assert.rejects(reading, failure('config', /unsafe address/));
    });
  });

  describe('sends broken JSONL', () => {
    /** Spoils one line (1-based). */
    function spoil(number: number, how: (text: string) => string): void {
      shop.faults.operation = (told) => ({ ...told, fileSize: null });
      shop.faults.file = (text) =>
        text
          .split('\n')
          .map((one, index) => (index === number - 1 ? how(one) : one))
          .join('\n');
    }
    const cutAfter = (length: number) => (text: string) => text.slice(0, length);

    const lines: [string, number, (text: string) => string][] = [
      ['a line of an order', 2, cutAfter(50)],
      ['a line of an order, all of it', 3, () => '%%%'],
      ['an order, its id still there', 4, cutAfter(60)],
      ['an order, all of it', 4, () => '{'],
      ['the very first', 1, cutAfter(3)],
      ['the very last', 9, cutAfter(30)],
      ['something else than a record', 5, () => '[1, 2]'],
    ];
    for (const [what, number, how] of lines) {
      it(`${what}: said, and what it belonged to is read again`, async () => {
        spoil(number, how);
        const { records, rejected } = await readAll(open(shop.url, io), 'order');
        assert.deepEqual(
          records.map(({ ref, lines: { length } }) => [ref.id, length]),
          [
            ['1', 2],
            ['2', 2],
            ['3', 2],
          ],
        );
        assert.deepEqual(
          rejected.map(({ id }) => id),
          [`line ${number}`],
        );
        assert.match(rejected[0]?.reason ?? '', /store "giftshop".*line \d+ of the bulk result/);
      });
    }

    it('rejects what cannot be read again either', async () => {
      spoil(2, cutAfter(50));
      shop.faults.graphql = ({ document }, response) =>
        document.includes('OrderOne') &&
        answer(response, { data: { node: null }, errors: [{ message: 'boom', path: ['node'] }] });
      const { ids, rejected } = await readAll(open(shop.url, io), 'order');
      assert.deepEqual(ids, ['2', '3']);
      assert.deepEqual(
        rejected.map(({ id }) => id),
        ['line 2', '1'],
      );
      assert.match(rejected[1]?.reason ?? '', /store "giftshop".*order 1 \(#1001\): node: boom/);
    });
  });

  describe('does not finish a bulk operation', () => {
    const ended: [Wire, FailureKind, RegExp][] = [
      [{ status: 'FAILED', errorCode: 'ACCESS_DENIED' }, 'auth', /refused the data/],
      [{ status: 'FAILED', errorCode: 'TIMEOUT' }, 'unavailable', /ended as FAILED \(TIMEOUT\)/],
      [{ status: 'CANCELED' }, 'unavailable', /ended as CANCELED/],
      [{ status: 'EXPIRED' }, 'unavailable', /ended as EXPIRED/],
    ];
    for (const [change, kind, message] of ended) {
      it(JSON.stringify(change), async () => {
        shop.faults.operation = (told) => ({ ...told, ...change });
        await assert.rejects(readAll(open(shop.url, io), 'order'), failure(kind, message));
      });
    }

    it('waits for it ever longer, up to ten seconds', async () => {
      let asked = 0;
      shop.faults.operation = (told) => (++asked < 15 ? { ...told, status: 'RUNNING' } : told);
      await readAll(open(shop.url, io), 'order');
      assert.equal(io.slept[0], 100);
      assert.equal(io.slept.at(-1), 10_000);
    });

    it('has too many under way: waits for its turn', async () => {
      let asked = 0;
      shop.faults.graphql = ({ document }, response) => {
        if (!document.includes('StartBulk') || ++asked > 2) return;
        const userErrors = [{ field: null, message: 'limit reached', code: 'LIMIT_REACHED' }];
        const payload = { bulkOperation: null, userErrors };
        return answer(response, { data: { bulkOperationRunQuery: payload } });
      };
      assert.equal((await readAll(open(shop.url, io), 'customer')).ids.length, 600);
      assert.deepEqual(io.slept.slice(0, 2), [1000, 2000]);
      asked = -1000;
      const reading = readAll(open(shop.url, io), 'customer');
      await assert.rejects(reading, failure('rate-limit', /limit reached/));
    });
  });
});
