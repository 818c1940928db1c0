import {
  type Change,
  changeEventName,
  type EventOrg,
  type StoredEvent,
} from '../engine/flows/bus.ts';
import type { EventType } from '../engine/schema/events.ts';
import type { ObjectType, Session } from '../engine/types.ts';
import { bitmapsOf } from './bitmaps.ts';
import { toAvro } from './field-types.ts';
import { layoutOf, type Part, type Slot } from './layout.ts';
import { rule } from '../rules/rule.ts';
import { Refusal } from './refusal.ts';
import type { EventSchema, Schemas } from './schemas.ts';

const guardsEvents = rule('pubsub.event-rights');
const guardsChanges = rule('changes.view-all');
const guardsFields = rule('changes.field-access');

/** What can be subscribed to. */
export interface Topic {
  readonly name: string;
  /** Names of the events on it, as the bus has them. */
  readonly events: readonly string[];
  /** undefined for a channel of several. */
  readonly schema: EventSchema | undefined;
  /** A platform event; those can be published. */
  readonly published: EventType | undefined;
}

/** An event, ready to be sent. */
export interface Encoded {
  readonly schemaId: string;
  readonly payload: Buffer;
}

const allChanges = '/data/ChangeEvents';

export class Topics {
  readonly #org: EventOrg;
  readonly schemas: Schemas;

  constructor(org: EventOrg, schemas: Schemas) {
    this.#org = org;
    this.schemas = schemas;
  }

  /** Throws Refusal. An object that is not selected has no topic, by our reading. */
  find(name: string): Topic {
    if (name === '') throw new Refusal('topic.validation.empty', "The topic name can't be blank.");
    const { bus } = this.#org;
    if (name === allChanges) {
      const events = bus.captured.map(changeEventName);
      return { name, events, schema: undefined, published: undefined };
    }
    const event = name.replace(/^\/(event|data)\//, '');
    const published = name.startsWith('/event/') ? bus.type(event) : undefined;
    if (published?.name === event) {
      const schema = this.schemas.platformEvent(published);
      return { name, events: [event], schema, published };
    }
    const object = name.startsWith('/data/') ? this.#objectOf(event) : undefined;
    if (object === undefined) throw new Refusal('topic.not.found', `There is no topic ${name}.`);
    const schema = this.schemas.changeEvent(event, object);
    return { name, events: [event], schema, published: undefined };
  }

  #objectOf(event: string): ObjectType | undefined {
    const { bus, schema } = this.#org;
    const name = bus.captured.find((object) => changeEventName(object) === event);
    return name === undefined ? undefined : schema.object(name);
  }

  /**
   * Change events are for those who may see all records of the object.
   * https://developer.salesforce.com/docs/platform/change-data-capture/guide/cdc-security-perms.html
   */
  maySubscribe(session: Session, { name, published }: Topic): boolean {
    const { bus } = this.#org;
    if (name === allChanges) return true;
    if (published) return !guardsEvents || bus.mayEvent(session, published.name, 'read');
    return this.mayReceive(session, name.slice('/data/'.length));
  }

  /** On a channel of several, rights are asked for with each event. */
  mayReceive(session: Session, event: string): boolean {
    if (this.#org.bus.type(event)) return true;
    const object = this.#objectOf(event);
    if (object === undefined) return false;
    const { name } = object;
    if (!guardsChanges) return true;
    return session.mayObject(name, 'viewAll') || session.mayObject(name, 'modifyAll');
  }

  mayPublish(session: Session, { published }: Topic): boolean {
    if (published === undefined) return false;
    return !guardsEvents || this.#org.bus.mayEvent(session, published.name, 'create');
  }

  /** As this user may see it. undefined: an event of something that is gone. */
  encode(event: StoredEvent, session: Session): Encoded | undefined {
    const type = this.#org.bus.type(event.name);
    if (type !== undefined) {
      const { id, type: avro } = this.schemas.platformEvent(type);
      return { schemaId: id, payload: avro.toBuffer(platformRecord(event, type)) };
    }
    const object = this.#objectOf(event.name);
    if (object === undefined) return undefined;
    const { id, type: avro } = this.schemas.changeEvent(event.name, object);
    const change = event.payload as unknown as Change;
    return { schemaId: id, payload: avro.toBuffer(changeRecord(change, object, session)) };
  }
}

const platformRecord = ({ created, creator, payload }: StoredEvent, { fields }: EventType) => ({
  CreatedDate: created,
  CreatedById: creator,
  ...Object.fromEntries(fields.map((field) => [field.name, toAvro(field, payload[field.name])])),
});

type Read = (name: string) => unknown;

const compound = (parts: readonly Part[], read: Read): unknown => {
  const values = parts.map(({ field, name }): [string, unknown] => [
    name,
    field ? toAvro(field, read(field.name)) : null,
  ]);
  return values.every(([, value]) => value === null) ? null : Object.fromEntries(values);
};

const valueOf = (slot: Slot, read: Read): unknown =>
  slot.kind === 'compound' ? compound(slot.parts, read) : toAvro(slot.field, read(slot.name));

const headerOf = (change: Change, slots: readonly Slot[], maySee: (field: string) => boolean) => {
  const changed = new Set(change.changed.filter(maySee));
  const isNull = (field: string) => changed.has(field) && change.values[field] === undefined;
  return {
    entityName: change.entity,
    recordIds: change.ids,
    changeType: change.type,
    changeOrigin: '',
    transactionKey: change.transactionKey,
    sequenceNumber: change.sequence,
    commitTimestamp: change.committed,
    commitNumber: change.commitNumber,
    commitUser: change.user,
    nulledFields: bitmapsOf(slots, isNull),
    diffFields: [],
    changedFields: bitmapsOf(slots, (field) => changed.has(field)),
  };
};

/** https://developer.salesforce.com/docs/atlas.en-us.262.0.change_data_capture.meta/change_data_capture/cdc_security_field.htm */
const changeRecord = (change: Change, object: ObjectType, session: Session) => {
  const slots = layoutOf(object);
  const maySee = (field: string) => !guardsFields || session.mayField(object.name, field, 'read');
  const read: Read = (name) => (maySee(name) ? change.values[name] : null);
  return {
    ChangeEventHeader: headerOf(change, slots, maySee),
    ...Object.fromEntries(slots.map((slot) => [slot.name, valueOf(slot, read)])),
  };
};
