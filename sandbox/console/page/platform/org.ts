/** The org, through the console's own server: the browser holds no token. */
export const apiPath = '/services/data/v66.0';

const timeoutMs = 30_000;

export interface ApiError {
  readonly errorCode?: string;
  readonly message: string;
}

export class OrgError extends Error {
  readonly status: number;
  readonly errors: readonly ApiError[];

  constructor(status: number, errors: readonly ApiError[]) {
    super(errors.map(({ message }) => message).join(' ') || `The org answered ${status}.`);
    this.status = status;
    this.errors = errors;
  }
}

/** @throws OrgError when the org refuses, TypeError or a DOMException when it cannot be reached. */
export async function request<Body>(path: string, init: RequestInit = {}): Promise<Body> {
  const response = await fetch(apiPath + path, {
    ...init,
    signal: AbortSignal.timeout(timeoutMs),
    headers: { 'content-type': 'application/json', accept: 'application/json' },
  });
  const text = await response.text();
  if (response.ok) return JSON.parse(text) as Body;
  throw new OrgError(response.status, errorsOf(text, response.status));
}

function errorsOf(text: string, status: number): ApiError[] {
  try {
    const body = JSON.parse(text) as ApiError | ApiError[];
    return Array.isArray(body) ? body : [body];
  } catch {
    return [{ message: `The org answered ${status}. Is it running?` }];
  }
}

export async function soql<Row>(query: string): Promise<Row[]> {
  const { records } = await request<{ records: Row[] }>(`/query?q=${encodeURIComponent(query)}`);
  return records;
}

/** A text inside a SOQL literal. */
export function quoted(text: string): string {
  return `'${text.replace(/[\\']/g, '\\$&')}'`;
}
