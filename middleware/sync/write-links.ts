import { toLinkAggregate } from '../mapping/index.ts';
import type { Aggregate, Outcome } from '../salesforce/record.ts';
import type { PendingLink } from '../store/customer-links.ts';
import { InFlight } from './in-flight.ts';
import { reasonOf } from './reason.ts';
import type { LookSetup } from './relink.ts';

/** Their records are asked for together. */
const batchSize = 100;

/**
 * Brings the records of every customer who is somebody else by now into line, and says how many customers that were. Who
 * is not confirmed is tried again with the next run. Throws Failure.
 */
export async function writeLinks(setup: LookSetup, signal: AbortSignal): Promise<number> {
  const { store, memory, now } = setup;
  if ((await memory.links.pending(store, '', 1)).length === 0) return 0;
  const inFlight = new InFlight<PendingLink>();
  let written = 0;
  for await (const outcome of setup.writer.write(aggregates(setup, inFlight, signal))) {
    const link = inFlight.land(outcome.key);
    if (outcome.state === 'written') {
      written += 1;
      await memory.links.settled([link]);
      await memory.rejections.clear(store, 'customer', [outcome.key]);
    } else {
      await memory.rejections.add([rejected(store, outcome)], now());
    }
  }
  return written;
}

async function* aggregates(
  { store, memory, contacts, now }: LookSetup,
  inFlight: InFlight<PendingLink>,
  signal: AbortSignal,
): AsyncGenerator<Aggregate> {
  for (let after = ''; ;) {
    const links = await memory.links.pending(store, after, batchSize);
    if (links.length === 0) return;
    after = links.at(-1)!.customer;
    const records = await contacts.recordsOf(
      links.map(({ customer }) => customer),
      signal,
    );
    for (const one of links) {
      const { customer, link } = one;
      const aggregate = toLinkAggregate(
        customer,
        link,
        records.get(customer) ?? [],
        now().toISOString(),
      );
      if (aggregate.rows.length === 0) {
        await memory.links.settled([one]);
        await memory.rejections.clear(store, 'customer', [aggregate.key]);
        continue;
      }
      inFlight.launch(aggregate.key, one);
      yield aggregate;
    }
  }
}

function rejected(store: string, { key, errors }: Outcome) {
  return {
    store,
    model: 'customer',
    key,
    stage: 'write',
    reason: reasonOf(errors),
    faults: errors,
    raw: null,
  } as const;
}
