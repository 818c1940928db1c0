import assert from 'node:assert/strict';
import { after, before } from 'node:test';
import type PubSubApiClient from 'salesforce-pubsub-api-client';
import { startLocalOrg, type LocalOrg, type LocalUser } from '../index.ts';
import { connect, Heard } from './pubsub.ts';

export const topic = '/event/Commerce_Sync_Requested__e';
export const hour = 3_600_000;

/** An org with a Pub/Sub API, who listens to it, and what makes it tell something. */
export class PubSubWorld {
  org!: LocalOrg;
  /** How far the org's clock is ahead, in milliseconds. */
  ahead = 0;
  readonly #clients: PubSubApiClient[] = [];
  readonly #listening: Heard[] = [];

  /** For the tests of the `describe` it is called in. */
  static forAll(): PubSubWorld {
    const world = new PubSubWorld();
    before(() => world.#start());
    after(() => world.#close());
    return world;
  }

  async #start(): Promise<void> {
    this.org = await startLocalOrg({
      pubsub: { keepAliveMs: 300 },
      changeDataCapture: ['Account', 'Contact', 'Case', 'Commerce_Order__c'],
      edition: { deliveredEventsADay: 500 },
      tokenLifetimeMs: 1_000 * hour,
      now: () => new Date(Date.now() + this.ahead),
    });
  }

  async #close(): Promise<void> {
    await this.org.close();
    // A client that is closed while a subscription stands leaves its error to nobody.
    const ended = this.#listening.map((heard) => heard.until(({ errors }) => errors.length > 0));
    await Promise.all(ended);
    for (const client of this.#clients) client.close();
  }

  async as(user: LocalUser, more?: Parameters<typeof connect>[2]): Promise<PubSubApiClient> {
    const client = await connect(this.org, user, more);
    this.#clients.push(client);
    return client;
  }

  admin(): Promise<PubSubApiClient> {
    return this.as(this.org.users.admin);
  }

  integration(): Promise<PubSubApiClient> {
    return this.as(this.org.users.integration);
  }

  hear(): Heard {
    const heard = new Heard();
    this.#listening.push(heard);
    return heard;
  }

  /** The subscription stands once it was answered: an empty answer comes soon here. */
  async subscribed(client: PubSubApiClient, name: string, count?: number): Promise<Heard> {
    const heard = this.hear();
    client.subscribe(name, heard.callback, count);
    return heard.until(({ others }) => others.includes('grpcKeepAlive'));
  }

  async call(user: LocalUser, method: string, path: string, body?: object) {
    const headers = {
      authorization: `Bearer ${user.accessToken}`,
      'content-type': 'application/json',
    };
    const init = { method, headers, ...(body && { body: JSON.stringify(body) }) };
    const response = await fetch(`${this.org.url}/services/data/v66.0${path}`, init);
    const text = await response.text();
    assert.ok(response.ok, text);
    return (text === '' ? {} : JSON.parse(text)) as Record<string, unknown>;
  }

  write(method: string, path: string, body?: object) {
    return this.call(this.org.users.admin, method, `/sobjects/${path}`, body);
  }

  async create(object: string, body: object): Promise<string> {
    return String((await this.write('POST', object, body)).id);
  }

  /** What an agent's button does. */
  async request(account: string): Promise<string> {
    const body = { apiName: 'Commerce_Sync_Request__c', fields: { Account__c: account } };
    return String((await this.call(this.org.users.agent, 'POST', '/ui-api/records', body)).id);
  }
}
