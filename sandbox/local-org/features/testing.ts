import type { LocalOrg } from '../index.ts';

export const base = '/services/data/v66.0';

export interface Answer {
  readonly status: number;
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- any JSON that the org may answer
  readonly body: any;
}

/** Short spellings for calls of an org, by one of its users. */
export class Caller {
  readonly #org: LocalOrg;
  readonly #token: string;

  constructor(org: LocalOrg, token = org.accessToken) {
    this.#org = org;
    this.#token = token;
  }

  async send(method: string, path: string, body?: object): Promise<Answer> {
    const response = await fetch(`${this.#org.url}${path}`, {
      method,
      headers: { authorization: `Bearer ${this.#token}`, 'content-type': 'application/json' },
      ...(body && { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    return { status: response.status, body: text ? JSON.parse(text) : undefined };
  }

  query(soql: string): Promise<Answer> {
    return this.send('GET', `${base}/query?q=${encodeURIComponent(soql)}`);
  }

  /** The records of a query, without their attributes. */
  async rows(soql: string): Promise<Record<string, unknown>[]> {
    const { body, status } = await this.query(soql);
    if (status !== 200) throw new Error(JSON.stringify(body));
    return (body.records as Record<string, unknown>[]).map(({ attributes, ...fields }) => {
      void attributes;
      return fields;
    });
  }

  create(object: string, fields: object): Promise<Answer> {
    return this.send('POST', `${base}/sobjects/${object}`, fields);
  }

  update(object: string, id: string, fields: object): Promise<Answer> {
    return this.send('PATCH', `${base}/sobjects/${object}/${id}`, fields);
  }

  async graphql(query: string): Promise<Answer['body']> {
    return (await this.send('POST', `${base}/graphql`, { query })).body;
  }
}

/** `CODE: message` of a refusal, or `ok`. */
export function verdict({ body, status }: Answer): string {
  return status < 400 ? 'ok' : `${body[0].errorCode}: ${body[0].message}`;
}
