export interface AdminAccess {
  readonly url: string;
  readonly accessToken: string;
}

/** @returns the new record's id. @throws with the org's words where it refuses. */
export async function create(org: AdminAccess, object: string, fields: object): Promise<string> {
  const { id } = await call<{ id: string }>(org, `sobjects/${object}`, fields);
  return id;
}

/** The first row, where there is one. */
export async function first<Row>(org: AdminAccess, soql: string): Promise<Row | undefined> {
  const q = new URLSearchParams({ q: `${soql} LIMIT 1` });
  const { records } = await call<{ records: Row[] }>(org, `query?${q}`);
  return records[0];
}

async function call<T>({ url, accessToken }: AdminAccess, path: string, body?: object): Promise<T> {
  const answer = await fetch(`${url}/services/data/v66.0/${path}`, {
    method: body ? 'POST' : 'GET',
    headers: { Authorization: `Bearer ${accessToken}`, 'Content-Type': 'application/json' },
    ...(body && { body: JSON.stringify(body) }),
    signal: AbortSignal.timeout(10_000),
  });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`The emulated org refused ${path}: ${text}`);
  return JSON.parse(text) as T;
}
