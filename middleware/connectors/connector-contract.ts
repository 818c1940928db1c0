import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Failure } from '../common/errors.ts';
import type { Model, ModelName, Ref } from '../model/index.ts';
import type { Page, Rejection, Source } from './connector.ts';
import { countsItsRecords } from './tally-contract.ts';
import { hasWebhooks, type Deliveries } from './webhooks-contract.ts';

/** A shop with history, and the handles to what the battery does to it. Each test gets a fresh one. */
export interface ConnectorUnderTest {
  readonly source: Source;
  /** Key of the store: every failure has to name it. */
  readonly store: string;
  /**
   * Ids of all good records a kind; at least one kind has so many that reading takes several pages. All were changed
   * long ago: longer than any overlap that the connector reads again.
   */
  readonly ids: Readonly<Partial<Record<ModelName, readonly string[]>>>;
  /** Changes one record of the kind in the shop, now; gives its id. */
  change(kind: ModelName): Promise<string>;
  /** Makes one of the good records one that cannot be understood, or adds such a one; gives its id. */
  spoil(kind: ModelName): Promise<string>;
  /** The same shop, opened with credentials it does not accept. */
  refused(): Source;
  /** Deletes one of the good records of the kind in the shop; gives its id. Absent: the source cannot read by ids. */
  remove?(kind: ModelName): Promise<string>;
  /** Present where the source has webhooks. */
  readonly deliveries?: Deliveries;
  close(): Promise<void>;
}

interface Everything {
  readonly pages: readonly Page<{ ref: Ref }>[];
  readonly records: readonly { readonly ref: Ref }[];
  readonly ids: readonly string[];
  readonly rejected: readonly Rejection[];
  readonly gone: readonly Ref[];
}

type Pages = AsyncIterable<Page<Model[ModelName]>>;

async function gather(given: Pages): Promise<Everything> {
  const pages: Page<Model[ModelName]>[] = [];
  for await (const page of given) pages.push(page);
  return {
    pages,
    records: pages.flatMap(({ records }) => records),
    ids: pages.flatMap(({ records }) => records.map(({ ref }) => ref.id)),
    rejected: pages.flatMap(({ rejected }) => rejected),
    gone: pages.flatMap(({ gone }) => gone),
  };
}

function readAll(source: Source, kind: ModelName, since: string | null = null) {
  const read = source.read[kind];
  assert.ok(read, `reads ${kind}`);
  return gather(read(since));
}

function rereadAll(source: Source, kind: ModelName, ids: readonly string[]) {
  const reread = source.reread?.[kind];
  assert.ok(reread, `reads ${kind} by ids`);
  return gather(reread(ids));
}

const sorted = (ids: Iterable<string>) => [...ids].sort();
const byId = (a: { ref: Ref }, b: { ref: Ref }) => (a.ref.id < b.ref.id ? -1 : 1);

export type WithShop = (test: (shop: ConnectorUnderTest) => Promise<void>) => Promise<void>;

function readsByIds(withShop: WithShop): void {
  const withEachKind = (test: (shop: ConnectorUnderTest, kind: ModelName) => Promise<void>) =>
    withShop(async (shop) => {
      const kinds = Object.keys(shop.ids) as ModelName[];
      for (const kind of kinds) if (shop.source.reread?.[kind]) await test(shop, kind);
    });

  it('gives the same records as reading everything, each once', () =>
    withEachKind(async ({ source, ids }, kind) => {
      const all = await readAll(source, kind);
      const wanted = ids[kind] ?? [];
      const again = await rereadAll(source, kind, [...wanted, ...wanted.slice(0, 2)]);
      assert.deepEqual(again.records.toSorted(byId), all.records.toSorted(byId));
      assert.deepEqual([again.rejected, again.gone], [[], []]);
      for (const { cursor } of again.pages) assert.equal(cursor, null);
    }));

  it('says what is gone: deleted, never there, or no id at all', () =>
    withEachKind(async ({ source, ids, remove, store }, kind) => {
      assert.ok(remove, 'the test can delete');
      const deleted = await remove(kind);
      const other = ids[kind]?.find((id) => id !== deleted) ?? '';
      const never = ['999999999999', "no'id", ''];
      const found = await rereadAll(source, kind, [deleted, ...never, other]);
      assert.deepEqual(found.ids, [other]);
      assert.deepEqual(sorted(found.gone.map(({ id }) => id)), sorted([deleted, ...never]));
      assert.ok(found.gone.every((ref) => ref.store === store && ref.platform !== ''));
      assert.deepEqual(found.rejected, []);
    }));

  it('rejects a bad record and goes on', () =>
    withEachKind(async ({ source, ids, spoil }, kind) => {
      const bad = await spoil(kind);
      const good = ids[kind]?.find((id) => id !== bad) ?? '';
      const found = await rereadAll(source, kind, [bad, good]);
      assert.deepEqual([found.ids, found.rejected.map(({ id }) => id)], [[good], [bad]]);
      assert.deepEqual(found.gone, []);
    }));

  it('asks for nothing where no ids are given', () =>
    withEachKind(async ({ refused }, kind) => {
      assert.deepEqual((await rereadAll(refused(), kind, [])).pages, []);
    }));
}

/** The battery of tests that every connector passes: call it in the connector's own test file. */
export function connectorContract(name: string, open: () => Promise<ConnectorUnderTest>): void {
  const withShop: WithShop = async (test) => {
    const shop = await open();
    try {
      await test(shop);
    } finally {
      await shop.close();
    }
  };

  const withEachKind = (test: (shop: ConnectorUnderTest, kind: ModelName) => Promise<void>) =>
    withShop(async (shop) => {
      for (const kind of Object.keys(shop.ids) as ModelName[]) await test(shop, kind);
    });

  describe(`connector contract: ${name}`, () => {
    it('says who the shop is', () =>
      withShop(async ({ source }) => {
        await source.ping?.();
        const report = await source.check();
        assert.notEqual(report.shopId, '');
        assert.notEqual(report.name, '');
        assert.match(report.currency, /^[A-Z]{3}$/);
        assert.doesNotThrow(() => new Intl.DateTimeFormat('en', { timeZone: report.timeZone }));
        assert.ok(report.url === null || report.url.startsWith('https://'));
      }));

    it('reads everything, each record once', () =>
      withEachKind(async ({ source, ids, store }, kind) => {
        const all = await readAll(source, kind);
        assert.deepEqual(sorted(all.ids), sorted(ids[kind] ?? []));
        assert.deepEqual(all.rejected, []);
        const refs = all.pages.flatMap(({ records }) => records.map(({ ref }) => ref));
        assert.ok(refs.every((ref) => ref.store === store && ref.platform !== ''));
        for (const { readAt } of all.pages) assert.equal(new Date(readAt).toISOString(), readAt);
      }));

    it('goes on from the cursor of any page with what comes after it', () =>
      withShop(async ({ source, ids }) => {
        let several = false;
        for (const kind of Object.keys(ids) as ModelName[]) {
          const { pages } = await readAll(source, kind);
          several ||= pages.length > 1;
          for (const [index, { cursor }] of pages.slice(0, -1).entries()) {
            assert.ok(cursor !== null, 'a page that is not the last has a cursor');
            const rest = await readAll(source, kind, cursor);
            const expected = pages.slice(index + 1).flatMap(({ records }) => records);
            assert.deepEqual(sorted(rest.ids), sorted(expected.map(({ ref }) => ref.id)));
          }
        }
        assert.ok(several, 'at least one kind takes several pages');
      }));

    it('then reads only what changed', () =>
      withEachKind(async ({ source, change }, kind) => {
        const last = (await readAll(source, kind)).pages.at(-1)?.cursor;
        assert.ok(last, 'the last page says where the next delta begins');
        assert.deepEqual((await readAll(source, kind, last)).ids, []);
        const changed = await change(kind);
        const delta = await readAll(source, kind, last);
        assert.deepEqual(delta.ids, [changed]);
        assert.ok(delta.pages.at(-1)?.cursor, 'a delta leads to the next');
      }));

    it('rejects a bad record with its reason and goes on', () =>
      withEachKind(async ({ source, ids, spoil, store }, kind) => {
        const bad = await spoil(kind);
        const all = await readAll(source, kind);
        const good = (ids[kind] ?? []).filter((id) => id !== bad);
        assert.deepEqual(sorted(all.ids), sorted(good));
        assert.deepEqual(
          all.rejected.map(({ id }) => id),
          [bad],
        );
        const [rejection] = all.rejected;
        assert.ok(rejection);
        assert.ok(rejection.reason.includes(store), 'names the store');
        assert.ok(rejection.reason.includes(bad), 'names the record');
        assert.ok(rejection.raw, 'keeps what was received');
      }));

    it('stops when it is told to', () =>
      withEachKind(async ({ source }, kind) => {
        const controller = new AbortController();
        let pages = 0;
        const reading = async () => {
          for await (const page of source.read[kind]?.(null, controller.signal) ?? []) {
            assert.ok(page);
            pages += 1;
            controller.abort();
          }
        };
        await reading().catch((error: unknown) => {
          assert.equal(error, controller.signal.reason);
        });
        assert.equal(pages, 1);
      }));

    it('says which store refused its credentials', () =>
      withShop(async ({ refused, ids, store }) => {
        const source = refused();
        const isRefusal = (error: unknown) => {
          assert.ok(error instanceof Failure);
          assert.equal(error.kind, 'auth');
          assert.ok(error.message.includes(store), 'names the store');
          assert.notEqual(error.action, '');
          return true;
        };
        await assert.rejects(() => source.check(), isRefusal);
        if (source.ping) await assert.rejects(() => source.ping!(), isRefusal);
        for (const kind of Object.keys(ids) as ModelName[]) {
          await assert.rejects(() => readAll(source, kind), isRefusal);
        }
      }));

    describe('by ids, where the source can', () => readsByIds(withShop));
    describe('webhooks, where there are any', () => hasWebhooks(withShop));
    describe('counts, where the source can', () => countsItsRecords(withShop));
    it('tells how much there is, where the source can', () =>
      withShop(async ({ source, ids }) => {
        const size = await source.size?.({});
        if (!size) return;
        const { customer, order, product } = ids;
        if (customer) assert.equal(size.customers, customer.length);
        if (order) assert.equal(size.orders, order.length);
        if (product) assert.equal(size.products, product.length);
        assert.ok(size.linesPerOrder === null || size.linesPerOrder >= 0);
      }));
  });
}
