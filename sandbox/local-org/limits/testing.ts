import type { LocalOrg } from '../index.ts';

export interface Said {
  readonly status: number;
  readonly headers: Headers;
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- any JSON that the org may answer
  readonly body: any;
}

export interface Saying extends Omit<RequestInit, 'body'> {
  readonly token?: string;
  /** Text goes as it is, anything else as JSON. */
  readonly body?: unknown;
}

/** Talks to an org below `/services/data/v66.0`, as its administrator unless told otherwise. */
export const talkTo =
  (org: LocalOrg) =>
  async (path: string, { token, body, headers, ...init }: Saying = {}): Promise<Said> => {
    const text = typeof body === 'string';
    const response = await fetch(`${org.url}/services/data/v66.0${path}`, {
      ...init,
      ...(body !== undefined && { body: text ? body : JSON.stringify(body) }),
      headers: {
        authorization: `Bearer ${token ?? org.accessToken}`,
        'content-type': text ? 'text/csv' : 'application/json',
        ...(headers as Record<string, string>),
      },
    });
    const answer = await response.text();
    const json = response.headers.get('content-type')?.includes('json') ?? false;
    const { status } = response;
    return { status, headers: response.headers, body: json ? JSON.parse(answer) : answer };
  };

export type Talk = ReturnType<typeof talkTo>;

/** Creates an ingest job, sends its rows and waits until it has ended. Answers the job's info. */
export const runJob = async (say: Talk, job: object, csv: string): Promise<Said['body']> => {
  const { body: created } = await say('/jobs/ingest', { method: 'POST', body: job });
  await say(`/jobs/ingest/${created.id}/batches`, { method: 'PUT', body: csv });
  const state = { state: 'UploadComplete' };
  await say(`/jobs/ingest/${created.id}`, { method: 'PATCH', body: state });
  return ended(say, created.id as string);
};

export const ended = async (say: Talk, id: string): Promise<Said['body']> => {
  for (;;) {
    const { body } = await say(`/jobs/ingest/${id}`);
    if (['JobComplete', 'Failed', 'Aborted'].includes(body.state as string)) return body;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
};

/** `403 CODE message` of the first error of an answer. */
export const refusal = ({ status, body }: Said): string =>
  `${status} ${body?.[0]?.errorCode} ${body?.[0]?.message}`;
