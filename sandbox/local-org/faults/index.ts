import type { Fault, PlannedFault } from '../../faults/fault.ts';
import { Plan } from '../../faults/plan.ts';
import { Fates, type JobFault, type PlannedFate } from '../bulk/fates.ts';
import type { HeldLock, RowLock } from '../engine/rules/locks.ts';
import { isOwnEffect } from './http.ts';

export { answers } from '../../faults/answers.ts';

/** What can go wrong in an org, on request. Connections are broken by the fault proxy (`sandbox/faults`) instead. */
export class OrgFaults {
  readonly http = new Plan();
  readonly fates = new Fates();
  readonly #hold: (lock: RowLock) => HeldLock;

  constructor(hold: (lock: RowLock) => HeldLock) {
    this.#hold = hold;
  }

  /** Answers in the org's place, late answers and answers cut off; the same plans as the proxy takes. */
  plan(fault: Fault): PlannedFault {
    if (isOwnEffect(fault.effect)) return this.http.add(fault);
    throw new TypeError(`local-org cannot ${fault.effect.kind}: start the fault proxy before it`);
  }

  /** Somebody else holds a record: saves of it, or of its details, fail with UNABLE_TO_LOCK_ROW. */
  lockRow(lock: RowLock): HeldLock {
    return this.#hold(lock);
  }

  /** A job that stays InProgress, fails or is aborted. */
  planJob(fault: JobFault): PlannedFate {
    return this.fates.plan(fault);
  }
}
