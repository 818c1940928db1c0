import type { Job, JobState } from './job.ts';

/** What is to become of the next jobs that match. */
export interface JobFault {
  readonly kind?: Job['kind'];
  readonly object?: string;
  readonly operation?: Job['operation'];
  /** `stays`: InProgress until it is released. */
  readonly fate: 'stays' | 'fails' | 'aborted';
  /** The rows before are worked off, as far as whole batches go; of a query, none. */
  readonly afterRows?: number;
  /** The job's `errorMessage` where it fails. */
  readonly message?: string;
  /** So many jobs; Infinity for all. Default 1. */
  readonly times?: number;
}

export interface PlannedFate {
  /** How many jobs it has met. */
  readonly hits: number;
  /** Jobs that stayed go on, and no other is met. */
  release(): void;
}

interface Planned {
  readonly fault: JobFault;
  readonly met: Set<string>;
  readonly waiting: (() => void)[];
  left: number;
}

/** Ends a job as a fault has it. */
export class Fated extends Error {
  readonly state: JobState;

  constructor(state: JobState, message: string) {
    super(message);
    this.state = state;
  }
}

const matches = ({ kind, object, operation }: JobFault, job: Job): boolean =>
  (kind === undefined || kind === job.kind) &&
  (object === undefined || object.toLowerCase() === job.object.toLowerCase()) &&
  (operation === undefined || operation === job.operation);

/** Fates of jobs that tests ask for: of themselves jobs here end well, or for what is in them. */
export class Fates {
  readonly #planned: Planned[] = [];

  plan(fault: JobFault): PlannedFate {
    const planned: Planned = { fault, met: new Set(), waiting: [], left: fault.times ?? 1 };
    this.#planned.push(planned);
    return {
      get hits() {
        return planned.met.size;
      },
      release: () => {
        planned.left = 0;
        planned.met.clear();
        for (const goOn of planned.waiting.splice(0)) goOn();
      },
    };
  }

  #of(job: Job): Planned | undefined {
    const planned = this.#planned.find(
      ({ fault, left, met }) => met.has(job.id) || (left > 0 && matches(fault, job)),
    );
    if (planned === undefined || planned.met.has(job.id)) return planned;
    planned.left--;
    planned.met.add(job.id);
    return planned;
  }

  /**
   * To be asked before each batch. Throws Fated where the job is to fail or be aborted; true: it is to stay as it is,
   * and `goOn` will be called.
   */
  meets(job: Job, rowsSoFar: number, goOn: () => void): boolean {
    const planned = this.#of(job);
    if (planned === undefined || rowsSoFar < (planned.fault.afterRows ?? 0)) return false;
    const { fate, message } = planned.fault;
    if (fate === 'stays') planned.waiting.push(goOn);
    else if (fate === 'aborted') throw new Fated('Aborted', '');
    else throw new Fated('Failed', message ?? 'InternalServerError : Processing failed');
    return true;
  }
}
