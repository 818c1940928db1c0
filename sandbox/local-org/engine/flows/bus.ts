import type { EventType } from '../schema/events.ts';
import type { Org, Session } from '../types.ts';

/** An event as it is kept on the bus. */
export interface StoredEvent {
  readonly replayId: number;
  /** `Commerce_Sync_Requested__e`, `AccountChangeEvent`. */
  readonly name: string;
  readonly uuid: string;
  /** Milliseconds since 1970. */
  readonly created: number;
  readonly creator: string;
  /** By field name; a change event's is a `Change`. */
  readonly payload: Readonly<Record<string, unknown>>;
}

export type ChangeType = 'CREATE' | 'UPDATE' | 'DELETE' | 'UNDELETE';

/** What a change event carries before it is encoded. */
export interface Change {
  readonly entity: string;
  readonly type: ChangeType;
  readonly ids: readonly string[];
  readonly transactionKey: string;
  /** From 1, within its transaction. */
  readonly sequence: number;
  /** Grows with each transaction. */
  readonly commitNumber: number;
  /** Milliseconds since 1970, whole seconds. */
  readonly committed: number;
  readonly user: string;
  /** Fields that an update changed, `[]` otherwise. */
  readonly changed: readonly string[];
  /** By field name, as the APIs print them; without those that are null. */
  readonly values: Readonly<Record<string, unknown>>;
}

/** The org's event bus: platform events, and changes of the objects that were selected for it. */
export interface EventBus {
  /** undefined: no such platform event. */
  type(event: string): EventType | undefined;
  /** Read to subscribe to a platform event, create to publish it. */
  mayEvent(session: Session, event: string, right: 'read' | 'create'): boolean;
  /** The replay id. Throws an Error that says which field cannot hold its value. */
  publish(
    session: Session,
    event: string,
    values: ReadonlyMap<string, unknown>,
    uuid?: string,
  ): number;
  /** Objects whose changes are captured. */
  readonly captured: readonly string[];
  /** Throws ApiError for an object that cannot be captured, and for a sixth one. */
  capture(object: string): void;
  release(object: string): void;
  after(names: readonly string[], position: number, limit: number): readonly StoredEvent[];
  expire(since: number): void;
  tip(now: number): number;
  holds(position: number): boolean;
  onPublished(listener: () => void): () => void;
}

/** An org whose events can be subscribed to. */
export interface EventOrg extends Org {
  readonly bus: EventBus;
}

/** `Account` → `AccountChangeEvent`, `Order__c` → `Order__ChangeEvent`. */
export function changeEventName(object: string): string {
  return object.endsWith('__c') ? `${object.slice(0, -1)}ChangeEvent` : `${object}ChangeEvent`;
}
