import { Failure } from '../common/errors.ts';
import type { FailureKind } from '../common/errors.ts';

export interface ApiErrorEntry {
  /** Salesforce's code: `REQUEST_LIMIT_EXCEEDED`. */
  readonly code: string;
  readonly message: string;
  readonly fields: readonly string[];
}

/** A refused call. Keeps status and code, so that nobody has to read them out of the message. */
export class ApiFailure extends Failure {
  readonly status: number;
  readonly code: string;
  readonly entries: readonly ApiErrorEntry[];

  constructor(
    message: string,
    details: ConstructorParameters<typeof Failure>[1],
    refusal: { readonly status: number; readonly entries: readonly ApiErrorEntry[] },
  ) {
    super(message, details);
    this.status = refusal.status;
    this.entries = refusal.entries;
    this.code = refusal.entries[0]?.code ?? `HTTP_${refusal.status}`;
  }
}

interface Verdict {
  readonly kind: FailureKind;
  readonly action: string;
}

const wait: Verdict = {
  kind: 'unavailable',
  action:
    'Nothing to do: it is tried again. If it lasts, look at https://status.salesforce.com for this org.',
};

const loggedOut: Verdict = {
  kind: 'auth',
  action:
    'The login is no longer accepted. Check that the integration user is active and that the External Client App still allows it, then log in again.',
};

const byCode: Readonly<Record<string, Verdict>> = {
  REQUEST_LIMIT_EXCEEDED: {
    kind: 'rate-limit',
    action:
      "The org's API requests for 24 hours are used up. Wait until they free up (Setup > System Overview), or lower the use of other integrations.",
  },
  EXCEEDEDQUOTA: {
    kind: 'rate-limit',
    action:
      "The org's Bulk batches for 24 hours are used up. Wait until they free up, or lower the use of other integrations.",
  },
  INVALID_SESSION_ID: loggedOut,
  Bad_OAuth_Token: loggedOut,
  API_DISABLED_FOR_ORG: {
    kind: 'config',
    action:
      'Give the integration user the permission "API Enabled" and use an edition with API access.',
  },
  API_CURRENTLY_DISABLED: wait,
  SERVER_UNAVAILABLE: wait,
  UNABLE_TO_LOCK_ROW: wait,
  STRING_TOO_LONG: { kind: 'bad-data', action: 'Shorten the value, then send the record again.' },
};

const deploy =
  'Deploy the Orderlens package of this version and assign the permission set Commerce_Integration to the integration user.';

function verdictFor(status: number, code: string): Verdict {
  const known = byCode[code];
  if (known) return known;
  if (status === 401) return loggedOut;
  if (status === 429 || status === 420) {
    return { kind: 'rate-limit', action: 'Nothing to do: it is tried again later.' };
  }
  if (status >= 500 || status === 408) return wait;
  if (status === 403 || status === 404) return { kind: 'config', action: deploy };
  const ours = /^(INVALID_?(FIELD|TYPE|ENTITY|JOB|CROSS)|INVALIDENTITY|NOT_FOUND|INSUFFICIENT)/;
  if (ours.test(code)) return { kind: 'config', action: deploy };
  return { kind: 'bad-data', action: 'Correct the record in the shop, then send it again.' };
}

interface RawEntry {
  readonly errorCode?: unknown;
  readonly error?: unknown;
  readonly message?: unknown;
  readonly error_description?: unknown;
  readonly fields?: unknown;
}

/** Salesforce answers `[{errorCode, message, fields}]`, at the login `{error, error_description}`, and a proxy HTML. */
export function parseApiErrors(body: string): ApiErrorEntry[] {
  let parsed: unknown;
  try {
    parsed = JSON.parse(body);
  } catch {
    // The user info service says `Bad_OAuth_Token`, with status 403 and nothing around it.
    return /^\w{1,60}$/.test(body) ? [{ code: body, message: '', fields: [] }] : [];
  }
  const list = (Array.isArray(parsed) ? parsed : [parsed]) as (RawEntry | null)[];
  return list
    .filter((entry) => entry !== null && typeof entry === 'object')
    .map((entry) => ({
      code: String(entry!.errorCode ?? entry!.error ?? 'UNKNOWN'),
      message: String(entry!.message ?? entry!.error_description ?? ''),
      fields: Array.isArray(entry!.fields) ? entry!.fields.map(String) : [],
    }));
}

/** Seconds or an HTTP date. */
export function retryAfterMs(header: string | null, now: Date): number | undefined {
  if (header === null) return undefined;
  const seconds = Number(header);
  if (Number.isFinite(seconds)) return Math.max(0, seconds * 1000);
  const at = Date.parse(header);
  return Number.isNaN(at) ? undefined : Math.max(0, at - now.getTime());
}

export interface Refusal {
  readonly host: string;
  /** What was asked, for a person: `POST jobs/ingest`. */
  readonly operation: string;
  readonly status: number;
  readonly body: string;
  readonly retryAfterMs?: number | undefined;
}

export function apiFailure(refusal: Refusal): ApiFailure {
  const entries = parseApiErrors(refusal.body);
  const first = entries[0];
  const verdict = verdictFor(refusal.status, first?.code ?? '');
  const said = first ? `${first.code}: ${first.message}` : `HTTP status ${refusal.status}`;
  return new ApiFailure(
    `Salesforce (${refusal.host}) refused ${refusal.operation}: ${said}`,
    {
      ...verdict,
      ...(refusal.retryAfterMs === undefined ? {} : { retryAfterMs: refusal.retryAfterMs }),
    },
    { status: refusal.status, entries },
  );
}

export function unreachable(host: string, operation: string, cause: unknown): Failure {
  return new Failure(`Salesforce (${host}) could not be reached for ${operation}: ${why(cause)}`, {
    kind: 'unavailable',
    action: 'It is tried again. If it lasts, check the network and the proxy between here and it.',
    cause,
  });
}

/** fetch hides the reason (ECONNRESET) in `cause`. */
function why(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const inner = error.cause as { code?: unknown; message?: unknown } | undefined;
  return String(inner?.code ?? inner?.message ?? error.message);
}
