import type { OutcomeState, RowFailure } from './record.ts';

/** What became of rows, by external id. Who is in neither was not written. */
export interface RowResults {
  /** Undefined: all but the failed ones. */
  readonly written: ReadonlySet<string> | undefined;
  readonly failed: ReadonlyMap<string, RowFailure>;
}

/** `STRING_TOO_LONG:Title: data value too large: … (max length=80):Title__c --` */
export function parseRowError(object: string, externalId: string, text: string): RowFailure {
  const [, code = 'UNKNOWN', rest = text] = /^([A-Z][A-Z0-9_]*):([^]*)$/.exec(text) ?? [];
  const [, message = rest, fields = ''] =
    /^([^]*):((?:[A-Za-z][\w.]*[ ,]*)*?) ?--\s*$/.exec(rest) ?? [];
  return {
    object,
    externalId,
    code,
    message: message.replace(/ ?--\s*$/, ''),
    fields: fields.split(/[\s,]+/).filter((name) => name !== ''),
  };
}

/** What a new job a moment later may cure. */
const brief = new Set([
  'UNABLE_TO_LOCK_ROW',
  'SERVER_UNAVAILABLE',
  'REQUEST_RUNNING_TOO_LONG',
  'QUERY_TIMEOUT',
  'UNKNOWN_EXCEPTION',
  // Ours:
  'JOB_FAILED',
  'NO_RESULT',
]);

/** https://developer.salesforce.com/docs/atlas.en-us.api.meta/api/sforce_api_calls_concepts_core_data_objects.htm */
const passing = new Set([
  ...brief,
  'REQUEST_LIMIT_EXCEEDED',
  'LIMIT_EXCEEDED',
  'STORAGE_LIMIT_EXCEEDED',
  'API_CURRENTLY_DISABLED',
  'TXN_SECURITY_RUNTIME_EXCEPTION',
  // Ours; a person has aborted it.
  'JOB_ABORTED',
]);

export function curedByWaiting({ code }: RowFailure): boolean {
  return brief.has(code);
}

/** Somebody else saves the record, or one that hangs on the same parent. */
export function isLocked({ code }: RowFailure): boolean {
  return code === 'UNABLE_TO_LOCK_ROW';
}

/** A fault of the set-up, when every row has it. */
export function blamesSetup({ code, message }: RowFailure): boolean {
  // A trigger that fails has this code too; only the text tells them apart.
  if (code === 'CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY') return /^entity type cannot/.test(message);
  return setupCodes.has(code);
}

const setupCodes = new Set([
  'INVALID_FIELD_FOR_INSERT_UPDATE',
  'INSUFFICIENT_ACCESS_OR_READONLY',
  'INVALID_TYPE',
]);

/** An upsert that found no record and would have made one, had it named the parent. */
export function wouldBeNew({ code }: RowFailure): boolean {
  return code === 'REQUIRED_FIELD_MISSING';
}

export interface MissingParent {
  readonly externalId: string;
  readonly object: string;
}

/** The parent that a relationship column names and the org does not have. */
export function missingParent({ code, message }: RowFailure): MissingParent | undefined {
  if (code !== 'INVALID_FIELD') return undefined;
  const found = /^Foreign key external ID: ([^]*) not found for field \S+ in entity (\w+)/.exec(
    message,
  );
  return found ? { externalId: found[1]!, object: found[2]! } : undefined;
}

/**
 * The gravest decides: what a person must correct comes before what waits. `isHere` tells of a parent that this same
 * chunk has written: then its child only came too early.
 */
export function stateOf(
  failures: readonly RowFailure[],
  isHere: (parent: MissingParent) => boolean,
): OutcomeState {
  if (failures.length === 0) return 'written';
  const states = failures.map((failure) => stateOfRow(failure, isHere));
  if (states.includes('rejected')) return 'rejected';
  return states.includes('retry') ? 'retry' : 'waiting-parent';
}

function stateOfRow(failure: RowFailure, isHere: (parent: MissingParent) => boolean): OutcomeState {
  if (passing.has(failure.code)) return 'retry';
  const parent = missingParent(failure);
  if (!parent) return 'rejected';
  return isHere(parent) ? 'retry' : 'waiting-parent';
}
