import assert from 'node:assert/strict';
import { it } from 'node:test';
import type { CountedModel, Head, Heads, Order, Ref } from '../model/index.ts';
import type { WithShop, ConnectorUnderTest } from './connector-contract.ts';
import type { Days, Source } from './connector.ts';

const sorted = (ids: Iterable<string>) => [...ids].sort();

async function readOrders({ read }: Source): Promise<Order[]> {
  const orders: Order[] = [];
  for await (const page of read.order?.(null) ?? []) orders.push(...page.records);
  return orders.toSorted((a, b) => (a.ref.id < b.ref.id ? -1 : 1));
}

async function tallied<K extends CountedModel>(source: Source, kind: K, days: Days = {}) {
  const tally = source.tally?.of[kind];
  assert.ok(tally, `counts ${kind}`);
  const heads: Heads[K][] = [];
  const rejected: string[] = [];
  for await (const page of tally(days)) {
    heads.push(...page.records);
    rejected.push(...page.rejected.map(({ id }) => id));
  }
  return { heads: heads.toSorted((a, b) => (a.id < b.id ? -1 : 1)), rejected };
}

/** What is counted is what is read. */
export function countsItsRecords(withShop: WithShop): void {
  const withEachKind = (test: (shop: ConnectorUnderTest, kind: CountedModel) => Promise<void>) =>
    withShop(async (shop) => {
      for (const kind of Object.keys(shop.source.tally?.of ?? {}) as CountedModel[])
        if (shop.ids[kind]) await test(shop, kind);
    });
  const amounts = (parts: readonly { ref: Ref; amount: string }[]) =>
    parts.map(({ ref, amount }) => ({ id: ref.id, amount }));
  const headOf = ({ ref, number, placedOn, updatedAt, total, lines, refunds }: Order) => ({
    ...{ id: ref.id, number, on: placedOn, updatedAt, total },
    lines: amounts(lines.map(({ ref, total }) => ({ ref, amount: total.amount }))),
    refunds: refunds.map(({ ref, refundedOn, amount }) => {
      return { id: ref.id, on: refundedOn, amount: amount.amount };
    }),
  });

  it('as many as it reads, and orders with the same figures', () =>
    withEachKind(async ({ source, ids }, kind) => {
      const { heads, rejected } = await tallied(source, kind);
      assert.deepEqual(sorted(heads.map(({ id }) => id)), sorted(ids[kind] ?? []));
      assert.deepEqual(rejected, []);
      if (kind !== 'order') return;
      assert.deepEqual(heads, (await readOrders(source)).map(headOf));
    }));

  it('on the days that are asked for', () =>
    withEachKind(async ({ source }, kind) => {
      const { heads } = await tallied(source, kind);
      const { on } = heads[0] as Head;
      const [before, after] = [{ until: dayAfter(on, -1) }, { since: dayAfter(on, 1) }];
      for (const days of [before, { since: on, until: on }, after]) {
        const { since = '', until = '9' } = days as Days;
        const wanted = heads.filter((head) => head.on >= since && head.on <= until);
        assert.deepEqual((await tallied(source, kind, days)).heads, wanted);
      }
    }));

  it('rejects what it cannot count, and goes on', () =>
    withEachKind(async ({ source, ids, spoil }, kind) => {
      const bad = await spoil(kind);
      const { heads, rejected } = await tallied(source, kind);
      const good = (ids[kind] ?? []).filter((id) => id !== bad);
      assert.deepEqual(sorted(heads.map(({ id }) => id)), sorted(good));
      assert.deepEqual(rejected, [bad]);
    }));
}

function dayAfter(day: string, days: number): string {
  return new Date(Date.parse(day) + days * 24 * 3_600_000).toISOString().slice(0, 10);
}
