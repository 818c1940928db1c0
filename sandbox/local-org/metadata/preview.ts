import type { Component, Components } from '../engine/storage/components.ts';
import type { Field, ObjectType, Schema } from '../engine/types.ts';
import type { Incoming } from './components.ts';
import { textIn } from './xml.ts';

/** What a field has to be known for. */
export interface FieldFacts {
  readonly type: string;
  readonly required: boolean;
}

const systemFields = new Set([
  ...['Id', 'Name', 'OwnerId', 'CreatedById', 'CreatedDate', 'LastModifiedById'],
  ...['LastModifiedDate', 'SystemModstamp', 'ReplayId', 'EventUuid'],
]);

/** The org as it would be after a deployment. Names of custom things ignore case, as the platform does. */
export class Preview {
  readonly #schema: Schema;
  readonly #stored: Components;
  readonly #incoming: ReadonlyMap<string, Incoming>;
  readonly #gone: ReadonlySet<string>;

  constructor(
    schema: Schema,
    stored: Components,
    incoming: readonly Incoming[],
    gone: readonly Pick<Component, 'type' | 'fullName'>[],
  ) {
    this.#schema = schema;
    this.#stored = stored;
    this.#incoming = new Map(incoming.map((one) => [keyOf(one.type, one.fullName), one]));
    this.#gone = new Set(gone.map(({ fullName, type }) => keyOf(type, fullName)));
  }

  has(type: string, fullName: string): boolean {
    const key = keyOf(type, fullName);
    if (this.#incoming.has(key)) return true;
    return !this.#gone.has(key) && this.#stored.has(type, fullName);
  }

  incoming(type: string, fullName: string): Incoming | undefined {
    return this.#incoming.get(keyOf(type, fullName));
  }

  /** An object that the org has now. */
  present(name: string): ObjectType | undefined {
    return this.#schema.object(name);
  }

  /** Events are no objects of the schema. */
  hasObject(name: string): boolean {
    const key = keyOf('CustomObject', name);
    if (this.#gone.has(key)) return false;
    return this.#schema.object(name) !== undefined || this.has('CustomObject', name);
  }

  field(object: string, name: string): FieldFacts | undefined {
    const fullName = `${object}.${name}`;
    const incoming = this.incoming('CustomField', fullName)?.root;
    if (incoming !== undefined) {
      const type = textIn(incoming, 'type');
      return { type, required: textIn(incoming, 'required') === 'true' || type === 'MasterDetail' };
    }
    if (this.#gone.has(keyOf('CustomField', fullName))) return undefined;
    const present = this.#schema.object(object)?.field(name);
    if (present !== undefined) return factsOf(present);
    return this.#systemField(object, name);
  }

  /** What each object of one's own has of itself. */
  #systemField(object: string, name: string): FieldFacts | undefined {
    if (this.incoming('CustomObject', object) === undefined || !systemFields.has(name)) {
      return undefined;
    }
    return { type: 'system', required: true };
  }

  /** Own fields are known whole; of the platform's only those that local-org has. */
  knowsAllFields(object: string): boolean {
    return /__(c|e)$/.test(object);
  }
}

function factsOf(field: Field): FieldFacts {
  const type = field.masterDetail ? 'MasterDetail' : field.type;
  return { type, required: !field.nillable && field.type !== 'boolean' };
}

function keyOf(type: string, fullName: string): string {
  return `${type}:${fullName}`.toLowerCase();
}
