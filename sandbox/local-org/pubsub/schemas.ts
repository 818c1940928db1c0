import { createHash } from 'node:crypto';
import avro, { type Type } from 'avsc';
import type { EventType } from '../engine/schema/events.ts';
import type { ObjectType } from '../engine/types.ts';
import { avroTypeOf, docOf } from './field-types.ts';
import { layoutOf, type Slot } from './layout.ts';

/** Where in the schema the event's own fields begin, and what they are. */
export interface EventSchema {
  /** The MD5 of the schema's canonical form in URL-safe base64, as Salesforce makes it. */
  readonly id: string;
  readonly json: string;
  readonly type: Type;
}

const namespace = 'com.sforce.eventbus';

const nullable = (name: string, types: readonly unknown[], doc?: string) => ({
  name,
  type: ['null', ...types],
  ...(doc && { doc }),
  default: null,
});

const createdFields = [
  { name: 'CreatedDate', type: 'long', doc: 'CreatedDate:DateTime' },
  { name: 'CreatedById', type: 'string', doc: 'CreatedBy:EntityId' },
];

const strings = { type: 'array', items: 'string' };

const changeTypes = ['CREATE', 'UPDATE', 'DELETE', 'UNDELETE'];
const gapTypes = [...changeTypes.map((type) => `GAP_${type}`), 'GAP_OVERFLOW', 'SNAPSHOT'];

/** https://developer.salesforce.com/docs/atlas.en-us.change_data_capture.meta/change_data_capture/cdc_event_fields_header.htm */
const header = {
  name: 'ChangeEventHeader',
  type: {
    type: 'record',
    name: 'ChangeEventHeader',
    fields: [
      { name: 'entityName', type: 'string' },
      { name: 'recordIds', type: strings },
      {
        name: 'changeType',
        type: { type: 'enum', name: 'ChangeType', symbols: [...changeTypes, ...gapTypes] },
      },
      { name: 'changeOrigin', type: 'string' },
      { name: 'transactionKey', type: 'string' },
      { name: 'sequenceNumber', type: 'int' },
      { name: 'commitTimestamp', type: 'long' },
      { name: 'commitNumber', type: 'long' },
      { name: 'commitUser', type: 'string' },
      { name: 'nulledFields', type: strings },
      { name: 'diffFields', type: strings },
      { name: 'changedFields', type: strings },
    ],
  },
};

const personParts = ['Salutation', 'FirstName', 'LastName'].map((name) =>
  nullable(name, ['string']),
);

/** A record is spelt out where it comes first and named from then on. */
class Records {
  readonly #known = new Set<string>();

  of(name: string, fields: readonly unknown[]): unknown {
    if (this.#known.has(name)) return name;
    this.#known.add(name);
    return { type: 'record', name, fields };
  }
}

const changeField = (object: ObjectType, slot: Slot, records: Records) => {
  if (slot.kind === 'compound') {
    const parts = slot.parts.map(({ avro: type, name }) => nullable(name, [type]));
    return nullable(slot.name, [records.of(slot.record, parts)], `Data:${slot.record}`);
  }
  const { field } = slot;
  if (object.name === 'Account' && field.name === 'Name') {
    // A person account's is made of parts; this org has businesses only.
    const person = records.of('Switchable_PersonName', personParts);
    return nullable(field.name, ['string', person], 'Data:Switchable_PersonName');
  }
  const system = /^(CreatedDate|CreatedBy|LastModifiedDate|LastModifiedBy)(Id)?$/.exec(field.name);
  const doc = system?.[1] ? docOf(field).replace('Data', system[1]) : docOf(field);
  return nullable(field.name, [avroTypeOf(field)], doc);
};

const changeSchema = (event: string, object: ObjectType) => {
  const records = new Records();
  const own = layoutOf(object).map((slot) => changeField(object, slot, records));
  return { name: event, namespace, type: 'record', fields: [header, ...own] };
};

const platformSchema = ({ fields, name }: EventType) => {
  const own = fields.map((field) => nullable(field.name, [avroTypeOf(field)], docOf(field)));
  return { name, namespace, type: 'record', fields: [...createdFields, ...own] };
};

/** The schemas that were asked for; one keeps its id as long as its fields stay the same. */
export class Schemas {
  readonly #byId = new Map<string, EventSchema>();
  readonly #byText = new Map<string, EventSchema>();

  #put(schema: object): EventSchema {
    const text = JSON.stringify(schema);
    const known = this.#byText.get(text);
    if (known !== undefined) return known;
    const type = avro.Type.forSchema(schema as avro.Schema);
    const id = createHash('md5').update(JSON.stringify(type.schema())).digest('base64url');
    const made = { id, json: JSON.stringify({ ...schema, uuid: id }), type };
    this.#byText.set(text, made);
    this.#byId.set(id, made);
    return made;
  }

  platformEvent(type: EventType): EventSchema {
    return this.#put(platformSchema(type));
  }

  changeEvent(event: string, object: ObjectType): EventSchema {
    return this.#put(changeSchema(event, object));
  }

  byId(id: string): EventSchema | undefined {
    return this.#byId.get(id);
  }
}
