import type { Allowance, LimitName, OrgLimits } from '../salesforce/limits.ts';
import { writerLimits } from '../salesforce/writer.ts';
import { rowsOf, type ForecastLane } from './forecast.ts';

/** What a backfill takes of an org. */
export interface Need {
  readonly rows: number;
  readonly bulkJobs: number;
  /** Salesforce cuts each job into batches of 10,000 rows, and counts those. */
  readonly bulkBatches: number;
  readonly requests: number;
}

/** How the writers cut what they are given: salesforce/writer.ts, salesforce/collections-writer.ts. */
const { rowsPerChunk } = writerLimits;
const fewRows = 2000;
const rowsPerCall = 1000;
/** https://developer.salesforce.com/docs/atlas.en-us.api_asynch.meta/api_asynch/asynch_api_concepts_limits.htm */
const rowsPerBatch = 10_000;
/** To create it, to send its rows, to declare them complete, and to read what failed. */
const callsPerJob = 4;
/** Questions whether it has ended: often at first, then every five seconds. */
const pollsAtFirst = 12;
const pollEverySeconds = 5;
/** Whose Contact somebody is, is asked for so many customers at a time. */
const customersPerQuestion = 200;

const nothing: Need = { rows: 0, bulkJobs: 0, bulkBatches: 0, requests: 0 };

/** Sends nothing twice: rows that are locked, and calls without an answer, come on top. */
export function needOf(lanes: readonly ForecastLane[], rowsPerHour: number): Need {
  return lanes.map((lane) => needOfLane(lane, rowsPerHour)).reduce(addNeeds, nothing);
}

export function addNeeds(a: Need, b: Need): Need {
  return {
    rows: a.rows + b.rows,
    bulkJobs: a.bulkJobs + b.bulkJobs,
    bulkBatches: a.bulkBatches + b.bulkBatches,
    requests: a.requests + b.requests,
  };
}

function needOfLane(lane: ForecastLane, rowsPerHour: number): Need {
  const rows = rowsOf(lane);
  const customers = lane.rows['Commerce_Customer__c'] ?? 0;
  const questions = Math.ceil(customers / customersPerQuestion);
  if (rows <= fewRows) {
    const requests = Math.ceil(rows / rowsPerCall) + questions;
    return { ...nothing, rows, requests };
  }
  const chunks = Math.ceil(rows / rowsPerChunk);
  const objects = Object.values(lane.rows).filter((count) => count > 0);
  const perJob = objects.map((count) => Math.ceil(count / chunks / rowsPerBatch));
  const bulkJobs = chunks * objects.length;
  const secondsPerJob = (rows / bulkJobs / rowsPerHour) * 3600;
  const polls = pollsAtFirst + Math.ceil(secondsPerJob / pollEverySeconds);
  return {
    rows,
    bulkJobs,
    bulkBatches: chunks * perJob.reduce((sum, batches) => sum + batches, 0),
    requests: bulkJobs * (callsPerJob + polls) + questions,
  };
}

/** One limit of the org beside what is needed of it. */
export interface Fit {
  readonly what: LimitName;
  readonly need: number;
  /** Without the share of others. */
  readonly available: number;
  readonly remaining: number;
  readonly max: number;
  readonly fits: boolean;
  /** Of the day's limits: so many days it takes, were nothing else going on; null for storage. */
  readonly days: number | null;
}

/** The tightest first; limits that the org does not tell are absent. `reserve`: the part (0–1) that others keep. */
export function fitInto(
  limits: Omit<OrgLimits, 'missing'>,
  need: Need & { readonly megabytes: number },
  reserve: number,
): Fit[] {
  const daily = (what: Fit['what'], wanted: number, allowance: Allowance | null): Fit[] => {
    if (!allowance) return [];
    const { max, remaining } = allowance;
    const available = Math.max(0, remaining - Math.ceil(max * reserve));
    const days = Math.ceil(wanted / Math.max(1, Math.floor(max * (1 - reserve))));
    return [{ what, need: wanted, available, remaining, max, fits: wanted <= available, days }];
  };
  const storage = (allowance: Allowance | null): Fit[] => {
    if (!allowance) return [];
    const { max, remaining } = allowance;
    const fits = need.megabytes <= remaining;
    const shared = { need: need.megabytes, available: remaining, remaining, max };
    return [{ what: 'Data storage (MB)', ...shared, fits, days: null }];
  };
  return [
    ...daily('API requests', need.requests, limits.apiRequests),
    ...daily('Bulk batches', need.bulkBatches, limits.bulkBatches),
    ...storage(limits.dataStorageMB),
  ].sort((a, b) => usage(b) - usage(a));
}

function usage({ need, available }: Fit): number {
  return need === 0 ? 0 : need / available;
}
