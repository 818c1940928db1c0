import { randomBytes } from 'node:crypto';
import type { SalesforceConnection } from '../../middleware/salesforce/connection.ts';

export interface Result {
  readonly id?: string;
  readonly success: boolean;
  readonly created?: boolean;
  readonly errors: readonly { readonly statusCode: string; readonly message: string }[];
}

export const store = 'Commerce_Store__c';
export const orders = 'Commerce_Order__c';
export const lines = 'Commerce_Order_Line__c';

export type Fields = Readonly<Record<string, unknown>>;

/** What one run of the contract writes, told apart from everything else in the org by `prefix`. */
export class Records {
  /** `contract:1f2e3d:` */
  readonly prefix = `contract:${randomBytes(4).toString('hex')}:`;
  readonly #connection: SalesforceConnection;

  constructor(connection: SalesforceConnection) {
    this.#connection = connection;
  }

  key(name: string): string {
    return `${this.prefix}${name}`;
  }

  order(name: string, more: Fields = {}): Fields {
    return { External_Id__c: this.key(name), Name: `#${name}`, ...more };
  }

  line(name: string, parent: string): Fields {
    const order = { External_Id__c: this.key(parent) };
    return { External_Id__c: this.key(name), Name: `Line ${name}`, Order__r: order };
  }

  where(name: string): string {
    return `External_Id__c = '${this.key(name)}'`;
  }

  /** Upserts by `External_Id__c`; a record's key is completed by the prefix. */
  upsert(object: string, records: readonly Fields[], allOrNone = false): Promise<Result[]> {
    const body = {
      allOrNone,
      records: records.map((fields) => ({ attributes: { type: object }, ...fields })),
    };
    const path = `composite/sobjects/${object}/External_Id__c`;
    return this.#send<Result[]>('PATCH', path, body);
  }

  insert(object: string, records: readonly Fields[]): Promise<Result[]> {
    const body = { records: records.map((one) => ({ attributes: { type: object }, ...one })) };
    return this.#send<Result[]>('POST', 'composite/sobjects', body);
  }

  async query<T = Fields>(soql: string): Promise<T[]> {
    const path = `query?q=${encodeURIComponent(soql)}`;
    return (await this.#connection.request<{ records: T[] }>('GET', path)).records;
  }

  #send<T>(method: string, path: string, body: unknown): Promise<T> {
    return this.#connection.request<T>(method, path, {
      body: () => JSON.stringify(body),
      headers: { 'content-type': 'application/json' },
    });
  }

  send = <T>(method: string, path: string, body: unknown): Promise<T> =>
    this.#send<T>(method, path, body);

  /** Deletes all that this run wrote, and tells what is left. */
  async cleanUp(): Promise<string[]> {
    const like = `LIKE '${this.prefix}%'`;
    const places = [
      [lines, `External_Id__c ${like}`],
      [orders, `External_Id__c ${like}`],
      [store, `External_Id__c ${like}`],
      ['Contact', `LastName ${like}`],
      ['Account', `Name ${like}`],
    ] as const;
    for (const [object, where] of places) await this.#deleteAll(object, where);
    const left = await Promise.all(
      places.map(([object, where]) => this.query(`SELECT Id FROM ${object} WHERE ${where}`)),
    );
    return places.flatMap(([object], at) => (left[at]?.length ? [object] : []));
  }

  async #deleteAll(object: string, where: string): Promise<void> {
    for (;;) {
      const found = await this.query<{ Id: string }>(
        `SELECT Id FROM ${object} WHERE ${where} LIMIT 200`,
      );
      if (found.length === 0) return;
      const ids = found.map(({ Id }) => Id).join(',');
      const results = await this.#connection.request<Result[]>(
        'DELETE',
        `composite/sobjects?ids=${ids}`,
      );
      if (!results.some(({ success }) => success)) return;
    }
  }
}
