import { availableParallelism } from 'node:os';
import { registry, type RuleId } from '../../sandbox/local-org/rules/registry.ts';
import { runTest } from './run-test.ts';

export interface Verdict {
  /** Tests that fail with every rule in force: they would seem to miss every rule. */
  readonly broken: readonly string[];
  /** Rules that none of their tests misses. */
  readonly free: readonly RuleId[];
  /** Missed only because a test waited for what never came: such a test needs a time-out of its own. */
  readonly hung: readonly RuleId[];
  /** Rules that the time was too short for. */
  readonly unchecked: readonly RuleId[];
}

/** Tests of clients mostly wait: one more than there are cores keeps them all at work. */
const lanes = availableParallelism() + 1;

/** Works a list off, a few at a time, in its order. */
async function each<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  const queue = items.values();
  const worker = async () => {
    for (const item of queue) await work(item);
  };
  await Promise.all(Array.from({ length: lanes }, worker));
}

const testsOf = (id: RuleId): readonly string[] => registry.get(id)?.tests ?? [];

/** How long each test takes with every rule in force, and which fail. */
async function inForce(ids: readonly RuleId[]) {
  const took = new Map<string, number>();
  const broken: string[] = [];
  await each([...new Set(ids.flatMap(testsOf))], async (test) => {
    const { verdict, ms } = await runTest(test);
    took.set(test, ms);
    if (verdict !== 'passed') broken.push(test);
  });
  return { took, broken };
}

/** Switches each rule off in turn. Begins nothing after `until` (ms, as `performance.now()`). */
export async function check(ids: readonly RuleId[], until = Infinity): Promise<Verdict> {
  const { broken, took } = await inForce(ids);
  const free: RuleId[] = [];
  const hung: RuleId[] = [];
  const unchecked: RuleId[] = [];
  if (broken.length > 0) return { broken, free, hung, unchecked: ids };

  const cost = (test: string) => took.get(test) ?? 0;
  const cheapest = (id: RuleId) => testsOf(id).toSorted((a, b) => cost(a) - cost(b));
  const checkOne = async (id: RuleId) => {
    for (const test of cheapest(id)) {
      if (performance.now() > until) return void unchecked.push(id);
      const { verdict } = await runTest(test, id);
      if (verdict === 'hung') hung.push(id);
      if (verdict !== 'passed') return;
    }
    free.push(id);
  };
  const first = (id: RuleId) => cost(cheapest(id)[0] ?? '');
  // The longest first, so that no lane is left alone with one in the end.
  await each(
    ids.toSorted((a, b) => first(b) - first(a)),
    checkOne,
  );
  return { broken, free: free.sort(), hung: hung.sort(), unchecked: unchecked.sort() };
}
