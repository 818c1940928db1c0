/** Of one lane's run. Every record that was read is in exactly one of the states behind `read`. */
export interface Counts {
  read: number;
  written: number;
  unchanged: number;
  /** Could not be understood, mapped, or was refused by Salesforce. */
  rejected: number;
  /** Its customer is not in Salesforce. */
  waiting: number;
  /** Placed before the days that the store brings. */
  outside: number;
  /** Not written for a passing reason: read again by the next run. */
  retry: number;
  /** To be read again by itself: its version is on its way already, or nothing told which one is older. */
  nudged: number;
  /** Salesforce rows of the records that were written. */
  rows: number;
}

export function noCounts(): Counts {
  return {
    read: 0,
    written: 0,
    unchanged: 0,
    rejected: 0,
    waiting: 0,
    outside: 0,
    retry: 0,
    nudged: 0,
    rows: 0,
  };
}

export function addCounts(a: Counts, b: Counts): Counts {
  const total = noCounts();
  for (const name of Object.keys(total) as (keyof Counts)[]) total[name] = a[name] + b[name];
  return total;
}
