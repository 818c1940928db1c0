import { PgBoss, type ConstructorOptions } from 'pg-boss';

/**
 * A store's work comes in three queues, each worked by the store's owner alone and one job after another: `runs` take
 * minutes or hours, `orders` are what somebody waits for, `checks` compare both sides.
 */
export type Queue = 'runs' | 'orders' | 'checks';

export interface Job {
  readonly id: string;
  readonly store: string;
  readonly queue: Queue;
  /** What is to be done, by its name. */
  readonly kind: string;
  readonly data: object;
  /** How often it was given to somebody before; who lost it to another cannot end it. */
  readonly attempt: number;
}

export interface SendOptions {
  readonly data?: object;
  readonly afterMs?: number;
  /** Of those with the same key only one waits at a time; usual: the kind. */
  readonly key?: string;
}

export type JobEnd =
  /** `begun`: somebody is at it. */
  | { readonly state: 'open'; readonly begun: boolean }
  | { readonly state: 'done'; readonly output: unknown }
  | { readonly state: 'gone' };

/** At least once: a job that was cut off is worked again, so whatever works one does no harm twice. */
export interface JobQueue {
  /** Makes the queues of a store where there are none. */
  open(store: string): Promise<void>;
  /** Gives its id; null where one with the same key waits already. */
  send(store: string, queue: Queue, kind: string, options?: SendOptions): Promise<string | null>;
  /** The next one that is due; for the owner of the store. */
  next(store: string, queue: Queue): Promise<Job | undefined>;
  done(job: Job, output?: object): Promise<void>;
  /** To be worked again, by whoever owns the store then. */
  handBack(job: Job): Promise<void>;
  /** What the former owner was at when it died is to be worked again. */
  recover(store: string, queue: Queue): Promise<void>;
  /** Sends a job of this kind whenever the cron expression says so (UTC), whoever owns the store then. */
  schedule(store: string, queue: Queue, kind: string, cron: string): Promise<void>;
  /** No more of what was scheduled. */
  unschedule(store: string, queue: Queue, kind: string): Promise<void>;
  /** What waits under this key is due now. */
  hasten(store: string, queue: Queue, key: string): Promise<void>;
  end(store: string, queue: Queue, id: string): Promise<JobEnd>;
  /** Has it never begun: true. False where somebody is at it, or was: it ends by itself. */
  withdraw(store: string, queue: Queue, id: string): Promise<boolean>;
  close(): Promise<void>;
}

const queues: readonly Queue[] = ['runs', 'orders', 'checks'];

/** Beyond this a job has killed or lost too many owners to be given to another. */
const retryLimit = 100;
const daySeconds = 24 * 3600;
const never = new Date('9999-01-01T00:00:00Z');
const rules = {
  ...{ policy: 'short', retryLimit },
  // The longest that pg-boss takes. Owners are watched by their lease.
  expireInSeconds: daySeconds - 1,
  deleteAfterSeconds: 3600,
};

/** pg-boss with tables of its own beside ours: https://timgit.github.io/pg-boss/ */
export async function openJobQueue(
  options: ConstructorOptions,
  org: string,
  onError: (error: Error) => void,
): Promise<JobQueue> {
  const boss = new PgBoss({ ...options, schema: 'orderlens_queue' });
  let isClosed = false;
  // Its connections may be ended by the server's side before they end by themselves.
  boss.on('error', (error) => isClosed || onError(error));
  await boss.start();
  return new BossQueue(boss, org, () => (isClosed = true));
}

interface Envelope {
  readonly kind: string;
  readonly data?: object;
}

class BossQueue implements JobQueue {
  readonly #boss: PgBoss;
  readonly #org: string;
  readonly #onClose: () => void;

  constructor(boss: PgBoss, org: string, onClose: () => void) {
    this.#boss = boss;
    this.#org = org;
    this.#onClose = onClose;
  }

  async open(store: string): Promise<void> {
    for (const queue of queues) await this.#boss.createQueue(this.#name(store, queue), rules);
  }

  send(store: string, queue: Queue, kind: string, { data, afterMs, key }: SendOptions = {}) {
    const envelope: Envelope = { kind, ...(data ? { data } : {}) };
    const startAfter = new Date(Date.now() + (afterMs ?? 0));
    return this.#boss.send(this.#name(store, queue), envelope, {
      singletonKey: key ?? kind,
      ...(afterMs ? { startAfter } : {}),
    });
  }

  async next(store: string, queue: Queue): Promise<Job | undefined> {
    const [job] = await this.#boss.fetch<Envelope>(this.#name(store, queue));
    if (!job) return undefined;
    const { id, data: envelope, retryCount: attempt } = job;
    return { id, store, queue, attempt, kind: envelope.kind, data: envelope.data ?? {} };
  }

  async done(job: Job, output?: object): Promise<void> {
    await this.#boss.complete(this.#name(job.store, job.queue), attemptOf(job), output);
  }

  async handBack(job: Job): Promise<void> {
    await this.#boss.fail(this.#name(job.store, job.queue), attemptOf(job));
  }

  async recover(store: string, queue: Queue): Promise<void> {
    const name = this.#name(store, queue);
    const jobs = await this.#boss.findJobs(name);
    const active = jobs.filter(({ state }) => state === 'active').map(({ id }) => id);
    if (active.length > 0) await this.#boss.fail(name, active);
  }

  async schedule(store: string, queue: Queue, kind: string, cron: string): Promise<void> {
    const envelope: Envelope = { kind };
    const options = { key: kind, singletonKey: kind };
    await this.#boss.schedule(this.#name(store, queue), cron, envelope, options);
  }

  async unschedule(store: string, queue: Queue, kind: string): Promise<void> {
    await this.#boss.unschedule(this.#name(store, queue), kind);
  }

  async hasten(store: string, queue: Queue, key: string): Promise<void> {
    const options = { singletonKey: key, startAfter: new Date() };
    await this.#boss.update({ name: this.#name(store, queue), options });
  }

  async end(store: string, queue: Queue, id: string): Promise<JobEnd> {
    const [job] = await this.#boss.findJobs(this.#name(store, queue), { id });
    if (!job || job.state === 'failed' || job.state === 'cancelled') return { state: 'gone' };
    if (job.state === 'completed') return { state: 'done', output: job.output };
    return { state: 'open', begun: job.state === 'active' };
  }

  async withdraw(store: string, queue: Queue, id: string): Promise<boolean> {
    const name = this.#name(store, queue);
    // Only what waits is put off; `cancel` alone would also take a job from whoever has just begun it.
    const { updated } = await this.#boss.update({ name, options: { id, startAfter: never } });
    if (updated > 0) await this.#boss.cancel(name, id);
    return updated > 0;
  }

  close(): Promise<void> {
    this.#onClose();
    return this.#boss.stop({ graceful: false });
  }

  /** pg-boss takes letters, digits and `_-./`. */
  #name(store: string, queue: Queue): string {
    return `${this.#org}/${store.replace(':', '.')}/${queue}`;
  }
}

function attemptOf({ id, attempt }: Job) {
  return { id, retryCount: attempt };
}
