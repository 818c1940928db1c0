import { longestErrorId, resolvedError, syncErrorId, syncErrorObject } from '../mapping/index.ts';
import type { Aggregate, RecordWriter } from '../salesforce/record.ts';
import type { AskedError, ErrorDesk } from './error-desk.ts';
import { ignoreRejected } from './ignore.ts';
import { retryRejected } from './retry.ts';
import type { StoreSetup } from './store-setup.ts';

export interface AnswerSetup {
  readonly stores: readonly StoreSetup[];
  readonly desk: ErrorDesk;
  readonly writer: RecordWriter;
  readonly now: () => Date;
  readonly signal: AbortSignal;
}

/**
 * Does what people have asked for in errors' records, and gives how many they were. What is to be done is remembered
 * before Salesforce is answered, by the next report: cut off in between, it is found again and done again, which harms
 * nothing. Throws Failure.
 */
export async function answerErrors(setup: AnswerSetup): Promise<number> {
  const stores = await withErrors(setup.stores);
  if (stores.length === 0) return 0;
  const names = stores.map(({ store }) => store);
  const asked = await setup.desk.asked(names, setup.signal);
  for (const store of stores) {
    const ofStore = asked.filter((one) => one.store === store.store);
    if (ofStore.length > 0) await answerIn(setup, store, ofStore);
  }
  return asked.length;
}

/** Where Salesforce shows no error, nobody can ask for anything. */
async function withErrors(stores: readonly StoreSetup[]): Promise<StoreSetup[]> {
  const counts = await Promise.all(stores.map(({ store, memory }) => memory.errors.shown(store)));
  return stores.filter((_, index) => counts[index]! > 0);
}

async function answerIn(
  setup: AnswerSetup,
  store: StoreSetup,
  asked: readonly AskedError[],
): Promise<void> {
  const { errors } = store.memory;
  const keyOf = await keysOf(store, asked);
  const keys = (wish: AskedError['wish']) =>
    asked.flatMap((one) => (one.wish === wish ? (keyOf.get(one.id) ?? []) : []));
  const [retry, ignore, reopen] = [keys('retry'), keys('ignore'), keys('reopen')];
  if (retry.length > 0) await retryRejected(store, retry);
  await ignoreRejected(store.memory, store.store, ignore);
  // Of whatever state we know it: Salesforce waits for an answer.
  await errors.ask(store.store, reopen, 'open', 'It counts as open again.');
  const over = asked.filter(({ id }) => !keyOf.has(id)).map(({ id }) => id);
  if (over.length > 0) await resolve(setup, over);
}

/** By the error's external id: the keys of those that are rejected still. */
async function keysOf(
  { store, memory }: StoreSetup,
  asked: readonly AskedError[],
): Promise<ReadonlyMap<string, string>> {
  const long = await memory.errors.longKeys(store, longestErrorId);
  const keyById = new Map(long.map((key) => [syncErrorId(key), key]));
  const keys = asked.map(({ id }) => keyById.get(id) ?? id);
  const rejected = await memory.rejections.keys(store, keys);
  return new Map(rejected.map(({ key }) => [syncErrorId(key), key]));
}

const overAnswer = 'There is nothing left to do: it is in Salesforce, or nothing is known of it.';

async function resolve({ writer, now }: AnswerSetup, ids: readonly string[]): Promise<void> {
  const at = now().toISOString();
  const aggregates = ids.map((id): Aggregate => {
    const row = { object: syncErrorObject, externalId: id, onlyIfThere: true } as const;
    const fields = resolvedError(id, overAnswer, at);
    return { key: id, version: { sourceTime: at, readAt: at }, rows: [{ ...row, fields }] };
  });
  for await (const { state } of writer.write(each(aggregates))) {
    // What was not written is asked for again at the next look.
    if (state !== 'written') continue;
  }
}

async function* each<T>(items: readonly T[]): AsyncGenerator<T> {
  yield* items;
}
