import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import type { Aggregate, Outcome, RecordWriter } from './record.ts';
import { createSizedWriter } from './sized-writer.ts';
import { aggregate, collect, customer, each } from './testing.ts';

/** Keeps how many aggregates it was given in each call. */
function counting() {
  const given: number[] = [];
  async function* write(aggregates: AsyncIterable<Aggregate>): AsyncGenerator<Outcome> {
    given.push(0);
    for await (const { key } of aggregates) {
      given[given.length - 1]! += 1;
      yield { key, state: 'written', errors: [] };
    }
  }
  return { given, writer: { write } satisfies RecordWriter };
}

const customers = (count: number) =>
  Array.from({ length: count }, (_, index) => aggregate(`c${index}`, [customer(String(index))]));

describe('the writer that chooses by size', () => {
  for (const [rows, expected] of [
    [0, 'few'],
    [10, 'few'],
    [11, 'many'],
    [50, 'many'],
  ] as const) {
    it(`gives ${rows} rows, where 10 are few, to the one for ${expected}`, async () => {
      const writers = { few: counting(), many: counting() };
      const { few, many } = writers;
      const sized = createSizedWriter({ few: few.writer, many: many.writer, fewRows: 10 });
      const { states } = await collect(sized.write(each(customers(rows))));
      assert.equal(Object.keys(states).length, rows);
      assert.deepEqual(writers[expected].given, [rows]);
      assert.deepEqual(writers[expected === 'few' ? 'many' : 'few'].given, []);
    });
  }

  it('asks what the org has left, but not where somebody waits', async () => {
    const asked: unknown[] = [];
    const budget = {
      prefer: (rows: number, urgency: string) => {
        asked.push([rows, urgency]);
        return 'many' as const;
      },
    };
    for (const urgency of ['history', 'live'] as const) {
      const { few, many } = { few: counting(), many: counting() };
      const sized = createSizedWriter({ few: few.writer, many: many.writer, budget, urgency });
      await collect(sized.write(each(customers(3))));
      assert.deepEqual((urgency === 'live' ? few : many).given, [3]);
    }
    assert.deepEqual(asked, [[3, 'history']]);
  });

  it('writes nothing of a source that fails while it is being measured', async () => {
    const { few, many } = { few: counting(), many: counting() };
    const sized = createSizedWriter({ few: few.writer, many: many.writer });
    async function* failing() {
      yield* customers(3);
      throw new Error('the shop is gone');
    }
    await assert.rejects(collect(sized.write(failing())), /the shop is gone/);
    assert.deepEqual([few.given, many.given], [[], []]);
  });

  it('lets the source go when nobody wants more', async () => {
    let released = false;
    async function* source() {
      try {
        yield* customers(100);
      } finally {
        released = true;
      }
    }
    const { few, many } = { few: counting(), many: counting() };
    const sized = createSizedWriter({ few: few.writer, many: many.writer, fewRows: 10 });
    for await (const outcome of sized.write(source())) {
      assert.equal(outcome.state, 'written');
      break;
    }
    await setImmediate();
    assert.equal(released, true);
  });
});
