import { Gate } from '../common/gate.ts';
import { stamped, toValueAggregate, type MappingSettings } from '../mapping/index.ts';
import { customerValue } from '../metrics/customer-value.ts';
import type { OrderFact } from '../model/index.ts';
import type { Aggregate, Outcome, RecordWriter } from '../salesforce/record.ts';
import type { Store } from '../store/store.ts';
import type { TouchedCustomer } from '../store/touched-customers.ts';
import { noCounts, type Counts } from './counts.ts';
import { hashOf, judgeContent } from './diff.ts';
import { InFlight } from './in-flight.ts';
import { readAhead } from './read-ahead.ts';
import { reasonOf } from './reason.ts';
import { Settlement } from './settlement.ts';
import type { Traffic } from './traffic.ts';

export interface ValuesSetup {
  /** The store's external id: `shopify:giftshop`. */
  readonly store: string;
  readonly mapping: MappingSettings;
  readonly memory: Store;
  readonly writer: RecordWriter;
  /** Of what is written. */
  readonly correlation: string;
  readonly now: () => Date;
  readonly traffic?: Traffic | undefined;
  readonly signal: AbortSignal;
  onProgress(counts: Readonly<Counts>): void;
}

export interface ValuesResult {
  readonly counts: Readonly<Counts>;
  /** False where the next run has to write what is missing. */
  readonly complete: boolean;
}

/** Worked out together. */
const batchSize = 500;

/**
 * Works out what each touched customer is worth from all their orders, and writes what has changed. Whoever is dealt
 * with is touched no longer; who is not, for whatever reason, still is in the next run. Throws Failure.
 */
export function runValues(setup: ValuesSetup): Promise<ValuesResult> {
  // Two at a time would each take what the other has taken for dealt with.
  const { valuing = new Gate() } = setup.traffic ?? {};
  return valuing.enter(() => new Values(setup).run());
}

interface Flight {
  readonly touched: TouchedCustomer;
  readonly hash: string;
  readonly at: string;
}

interface Batch {
  readonly touched: readonly TouchedCustomer[];
  /** When reading their orders began. */
  readonly at: string;
  /** By customer and currency. */
  readonly facts: ReadonlyMap<string, readonly OrderFact[]>;
}

class Values {
  readonly #setup: ValuesSetup;
  readonly #counts = noCounts();
  readonly #settlement: Settlement;
  readonly #inFlight = new InFlight<Flight>();

  constructor(setup: ValuesSetup) {
    this.#setup = setup;
    const { memory, store, correlation, now } = setup;
    this.#settlement = new Settlement(memory, { store, correlation }, now);
  }

  async run(): Promise<ValuesResult> {
    try {
      for await (const outcome of this.#setup.writer.write(this.#aggregates())) {
        this.#take(outcome);
        if (this.#settlement.due) await this.#flush();
      }
    } finally {
      // What was confirmed stays confirmed, whatever ended the run.
      await this.#flush();
    }
    return { counts: this.#counts, complete: this.#counts.retry === 0 };
  }

  async *#aggregates(): AsyncGenerator<Aggregate> {
    // The database looks up the next ones while these are worked out and written.
    for await (const batch of readAhead(this.#batches())) {
      yield* this.#changed(batch);
      await this.#flush();
    }
  }

  async *#batches(): AsyncGenerator<Batch> {
    const { memory, store, signal, now } = this.#setup;
    let last: TouchedCustomer | undefined;
    for (;;) {
      signal.throwIfAborted();
      const touched = await memory.touched.take(store, last, batchSize);
      if (touched.length === 0) return;
      last = touched.at(-1);
      const at = now().toISOString();
      yield { touched, at, facts: await this.#factsOf(touched) };
    }
  }

  async *#changed({ touched: batch, at, facts }: Batch): AsyncGenerator<Aggregate> {
    const { memory, mapping, correlation } = this.#setup;
    const mapped = batch.map((touched) => {
      const { customer, currency } = touched;
      const value = customerValue(customer, currency, facts.get(nameOf(touched)) ?? []);
      return { touched, aggregate: toValueAggregate(value, at, mapping) };
    });
    const known = await memory.outcomes.known(mapped.map(({ aggregate }) => aggregate.key));
    this.#counts.read += batch.length;
    for (const { touched, aggregate } of mapped) {
      const hash = hashOf(aggregate);
      const verdict = judgeContent(known.get(aggregate.key), hash);
      if (verdict === 'send') {
        this.#inFlight.launch(aggregate.key, { touched, hash, at });
        yield stamped(aggregate, correlation);
        continue;
      }
      this.#counts[verdict === 'unchanged' ? 'unchanged' : 'rejected'] += 1;
      this.#settlement.dealtWith(touched);
    }
  }

  /** By customer and currency. */
  async #factsOf(batch: readonly TouchedCustomer[]): Promise<Map<string, OrderFact[]>> {
    const customers = [...new Set(batch.map(({ customer }) => customer))];
    const groups = new Map<string, OrderFact[]>();
    for (const fact of await this.#setup.memory.facts.of(customers)) {
      const name = nameOf(fact);
      const group = groups.get(name);
      if (group) group.push(fact);
      else groups.set(name, [fact]);
    }
    return groups;
  }

  #take({ key, state, errors }: Outcome): void {
    const { touched, hash, at } = this.#inFlight.land(key);
    if (state === 'written') {
      this.#counts.written += 1;
      this.#counts.rows += 1;
    } else {
      const stage = stages[state];
      this.#counts[state === 'waiting-parent' ? 'waiting' : state] += 1;
      this.#settlement.reject({ key, stage, reason: reasonOf(errors), faults: errors, raw: null });
    }
    // Nothing was decided about the others: they stay touched.
    if (state !== 'written' && state !== 'rejected') return;
    const { correlation } = this.#setup;
    this.#settlement.outcome({ key, hash, sourceTime: at, readAt: at, state, correlation });
    this.#settlement.dealtWith(touched);
  }

  async #flush(): Promise<void> {
    await this.#settlement.flush();
    this.#setup.onProgress(this.#counts);
  }
}

const stages = { rejected: 'write', retry: 'retry', 'waiting-parent': 'waiting' } as const;

function nameOf({ customer, currency }: { customer: string | null; currency: string }): string {
  return `${currency} ${customer}`;
}
