import { localSession } from '../access/session.ts';
import type { EventType } from '../schema/events.ts';
import type { Database } from '../storage/database.ts';
import type { Session } from '../types.ts';
import type { EventBus, StoredEvent } from './bus.ts';
import type { Changes } from './changes.ts';
import type { Events } from './events.ts';

export class Bus implements EventBus {
  readonly #database: Database;
  readonly #events: Events;
  readonly #changes: Changes;

  constructor(database: Database, events: Events, changes: Changes) {
    this.#database = database;
    this.#events = events;
    this.#changes = changes;
  }

  type(event: string): EventType | undefined {
    return this.#events.type(event);
  }

  mayEvent(session: Session, event: string, right: 'read' | 'create'): boolean {
    return localSession(session).mayEvent(event, right);
  }

  publish(
    session: Session,
    event: string,
    values: ReadonlyMap<string, unknown>,
    uuid?: string,
  ): number {
    const by = { user: localSession(session).userKey, now: Date.now(), ...(uuid && { uuid }) };
    return this.#database.transaction(() => this.#events.publish(event, values, by));
  }

  get captured(): readonly string[] {
    return this.#changes.objects;
  }

  capture(object: string): void {
    this.#changes.select(object);
  }

  release(object: string): void {
    this.#changes.release(object);
  }

  after(names: readonly string[], position: number, limit: number): readonly StoredEvent[] {
    return this.#events.after(names, position, limit);
  }

  expire(since: number): void {
    this.#events.expire(since);
  }

  tip(now: number): number {
    return this.#events.tip(now);
  }

  holds(position: number): boolean {
    return this.#events.holds(position);
  }

  onPublished(listener: () => void): () => void {
    return this.#events.onPublished(listener);
  }
}
