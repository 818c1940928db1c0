import { messageOf } from '../common/errors.ts';
import type { Logger } from '../common/log.ts';
import type { JobQueue, Queue } from '../store/job-queue.ts';
import type { Lease, Leases, Owner } from '../store/leases.ts';
import type { Wire } from '../store/wire.ts';
import { attempt } from './attempt.ts';
import { Bell } from './bell.ts';
import { runErrors, type ErrorsSetup } from './errors-service.ts';
import type { EventWatch } from './event-watch.ts';
import { hearEvents, type EventSource } from './hear-events.ts';
import { runLive } from './live.ts';
import type { Metrics } from './metrics.ts';
import { hastenNightly, nightlyHandler, purge, scheduleNightly, type Nightly } from './nightly.ts';
import { lookElsewhere, refreshHandler } from './refresh-job.ts';
import { createCheckDesk, type CheckDesk } from './parity/check-desk.ts';
import { checkHandler } from './parity/check-job.ts';
import {
  nightlyCheckHandler,
  scheduleCheck,
  type Nightly as VerifyTime,
} from './parity/nightly.ts';
import { runReplica, type Term } from './replica.ts';
import type { RequestDesk } from './request-desk.ts';
import { answerRequests } from './requests.ts';
import { askForSync, syncHandler } from './schedule.ts';
import type { StoreSetup } from './store-setup.ts';
import { Wake } from './wake.ts';
import { webhookWatch } from './webhook-watch.ts';
import { throttled, WiredBell } from './wired-bell.ts';
import { workQueue, type Handler } from './worker.ts';

export interface ServiceSetup {
  /** All there are, to look at and to take orders for. */
  readonly stores: readonly StoreSetup[];
  readonly leases: Leases;
  readonly wire: Wire;
  readonly owner: Owner;
  readonly queue: JobQueue;
  /** For whoever holds the lease: the store, ready to be worked on. Throws Failure. */
  takeOver(store: StoreSetup, lease: Lease, signal: AbortSignal): Promise<StoreSetup>;
  /** Between two looks at each shop for changes. */
  readonly everyMs: number;
  /** Where shops reach this service, without a slash at its end; null: they need not. */
  readonly publicUrl: string | null;
  readonly desk: RequestDesk;
  /** Between two looks for agents' requests; 0: none. */
  readonly requestsEveryMs: number;
  /** Of what tells, in Salesforce, of the work itself; without it nothing is told there. */
  readonly errors?: Pick<ErrorsSetup, 'desk' | 'writer' | 'most' | 'keepDays'>;
  /** Who tells of requests; absent: nobody. */
  readonly events?: EventSource | undefined;
  /** Remembers whether they come. */
  readonly eventWatch?: EventWatch | undefined;
  /** When both sides are compared; absent: never by itself. */
  readonly verify?: VerifyTime | undefined;
  /** How long it may take to stop. */
  readonly stopMs: number;
  readonly nightly?: readonly Nightly[];
  readonly signal: AbortSignal;
  readonly log: Logger;
  readonly metrics: Metrics;
  sleep(ms: number, signal: AbortSignal): Promise<void>;
}

/** What concerns the org and not one store, agents' requests and what tells of the work, is for one replica at a time. */
const ofOrg = 'org';
/** Nudges that another replica took in are heard of on the wire; this is for when that was missed. */
const lookForNudgesMs = 5000;
const lookForJobsMs: Readonly<Record<Queue, number>> = {
  ...{ runs: 2000, orders: 3000, checks: 5000 },
};
const lookForStopsMs = 5000;
const tellEveryMs = 50;

/** The service of one process: alone with all stores, or one of several replicas that share them. */
export class Service {
  /** To take orders for, whoever works on them: their bells are heard there. */
  readonly stores: readonly StoreSetup[];
  readonly checks: CheckDesk;
  readonly #setup: ServiceSetup;
  readonly #held = new Set<string>();
  readonly #jobs = new Map<string, Bell[]>();
  readonly #nightly: readonly Nightly[];

  constructor(setup: ServiceSetup) {
    this.#setup = setup;
    this.stores = setup.stores;
    for (const store of setup.stores) this.#wire(store);
    const { publicUrl, log, queue, nightly = [] } = setup;
    const tell = (store: string) => this.#tell(`job ${store}`);
    this.checks = createCheckDesk({ stores: setup.stores, queue, tell });
    const watch = publicUrl === null ? [] : [webhookWatch(publicUrl, log)];
    this.#nightly = [purge, ...watch, ...nightly];
  }

  /** All that goes on side by side while the service is up; ends with the signal. */
  async run(): Promise<void> {
    const { wire, queue } = this.#setup;
    for (const { store } of this.stores) await queue.open(store);
    const unlisten = wire.listen((message) => this.#hear(message));
    const names = this.stores.map(({ store }) => store);
    try {
      await runReplica({
        ...this.#setup,
        stores: [...names, ofOrg],
        work: (lease, term) =>
          lease.store === ofOrg ? this.#workOnOrg(term) : this.#workOn(lease, term),
      });
    } finally {
      unlisten();
    }
  }

  #wire(store: StoreSetup): void {
    const { bell, due } = wired(store);
    const nudge = throttled(() => this.#tell(`nudge ${store.store}`), tellEveryMs);
    bell.onRing = () => void (this.#held.has(store.store) || nudge());
    due.onRing = () => void this.#askForSync(store);
  }

  async #askForSync(store: StoreSetup): Promise<void> {
    const { queue, log } = this.#setup;
    try {
      await askForSync(queue, store);
      await hastenNightly(queue, this.#nightly, store.store);
      this.#tell(`job ${store.store}`);
    } catch (error) {
      log.error({ store: store.store }, `It could not be asked for: ${messageOf(error)}`);
    }
  }

  /** Where it cannot be told, the owner looks by itself soon. */
  #tell(message: string): void {
    void this.#setup.wire.send(message).catch(() => undefined);
  }

  #hear(message: string | undefined): void {
    const [about, name] = message?.split(' ') ?? [];
    for (const store of this.stores) {
      if (message !== undefined && store.store !== name) continue;
      if (about !== 'job') wired(store).bell.ringHere();
      if (about !== 'nudge') for (const job of this.#jobs.get(store.store) ?? []) job.ring();
    }
  }

  async #workOnOrg({ quiet: signal }: Term): Promise<void> {
    const { errors, events: source, requestsEveryMs: everyMs, queue } = this.#setup;
    const look = lookElsewhere(queue, (store) => this.#tell(`job ${store}`));
    const { eventWatch: watch } = this.#setup;
    const setup = { ...this.#setup, stores: this.stores, signal, watch };
    const wake = new Wake();
    await Promise.all([
      everyMs === 0
        ? undefined
        : answerRequests({ ...setup, everyMs, look, watcher: wake.watcher() }),
      errors && runErrors({ ...setup, ...errors, askEveryMs: everyMs, wake }),
      source && everyMs > 0 ? hearEvents({ ...setup, source, wake }) : undefined,
      untilAborted(signal),
    ]);
  }

  async #workOn(lease: Lease, term: Term): Promise<void> {
    const wired = this.stores.find(({ store }) => store === lease.store)!;
    await wired.memory.stops.clear(wired.store);
    const store = await this.#ready(wired, lease, term);
    if (!store) return;
    const { queue, verify } = this.#setup;
    await scheduleNightly(this.#setup, this.#nightly, store.store);
    await scheduleCheck(queue, store.store, verify);
    await askForSync(queue, store);
    this.#held.add(store.store);
    try {
      await together(term, (term) => this.#parts(store, term));
    } finally {
      this.#held.delete(store.store);
      this.#jobs.delete(store.store);
    }
  }

  /** Undefined where the term has ended before. */
  async #ready(store: StoreSetup, lease: Lease, term: Term): Promise<StoreSetup | undefined> {
    const { takeOver, sleep } = this.#setup;
    const setup = { ...this.#setup, signal: term.quiet };
    while (!term.quiet.aborted) {
      const ready = await attempt(setup, store, () => takeOver(store, lease, term.signal));
      if (ready.state === 'done') return ready.result;
      if (ready.state === 'stopped') await sleep(lookForStopsMs, term.quiet).catch(() => undefined);
    }
    return undefined;
  }

  #parts(store: StoreSetup, term: Term): Promise<void>[] {
    const { queue, sleep, log } = this.#setup;
    const mine = { ...this.#setup, stores: [store], signal: term.quiet };
    const bells: Readonly<Record<Queue, Bell>> = {
      ...{ runs: new Bell(), orders: new Bell(), checks: new Bell() },
    };
    this.#jobs.set(store.store, Object.values(bells));
    const work = (name: Queue) =>
      workQueue({
        ...{ queue, name, store, term, bell: bells[name], sleep, log },
        ...{ handlers: this.#handlers(name), everyMs: lookForJobsMs[name] },
      });
    return [
      work('runs'),
      work('orders'),
      work('checks'),
      runLive(mine),
      this.#lookForNudges(store, term.quiet),
    ];
  }

  #handlers(name: Queue): ReadonlyMap<string, Handler> {
    if (name === 'orders') return new Map([refreshHandler]);
    const { everyMs, verify } = this.#setup;
    if (name === 'checks') {
      const each = verify ? [nightlyCheckHandler({ ...this.#setup, ...verify })] : [];
      return new Map([checkHandler, ...each]);
    }
    const nightly = this.#nightly.map(
      (one) => [one.kind, nightlyHandler(this.#setup, one)] as const,
    );
    return new Map([syncHandler({ ...this.#setup, everyMs }), ...nightly]);
  }

  async #lookForNudges({ store, memory, bell }: StoreSetup, signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      await this.#setup.sleep(lookForNudgesMs, signal).catch(() => undefined);
      const waiting = signal.aborted ? 0 : await memory.nudges.count(store).catch(() => 0);
      if (waiting > 0) bell.ring();
    }
  }
}

function untilAborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) =>
    signal.addEventListener('abort', () => resolve(), { once: true }),
  );
}

/** Where one part breaks, the others end too. */
async function together(term: Term, begin: (term: Term) => Promise<void>[]): Promise<void> {
  const broken = new AbortController();
  const parts = begin({
    quiet: AbortSignal.any([term.quiet, broken.signal]),
    signal: AbortSignal.any([term.signal, broken.signal]),
  });
  const ends = await Promise.allSettled(
    parts.map((part) =>
      part.catch((error: unknown) => {
        broken.abort();
        throw error;
      }),
    ),
  );
  const failed = ends.find((end) => end.status === 'rejected');
  if (failed && !term.quiet.aborted) throw failed.reason;
}

/** Of the service's stores all bells are: what was nudged may be for another process to read. */
function wired({ bell, due }: StoreSetup): { readonly bell: WiredBell; readonly due: WiredBell } {
  if (bell instanceof WiredBell && due instanceof WiredBell) return { bell, due };
  throw new TypeError('A store of the service has bells that cannot be wired');
}
