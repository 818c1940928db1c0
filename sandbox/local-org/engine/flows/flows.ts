import { rule } from '../../rules/rule.ts';
import type { Key } from '../ids.ts';
import { decodeCell } from '../select/expression.ts';
import { quote } from '../storage/column.ts';
import type { Database } from '../storage/database.ts';
import type { Field, ObjectType, Schema } from '../types.ts';
import type { Events } from './events.ts';
import type { Flow, FlowStart, RecordCreate } from './read-flow.ts';
import { Starters } from './starters.ts';

const startsByOccasion = rule('flows.occasion');
const faults = rule('flows.fault');

/** A flow that failed: the records that started it are not saved. */
export class FlowFault extends Error {
  constructor(flow: string, element: string, cause: unknown) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    super(`The flow ${flow} failed at ${element}: ${reason}`, { cause });
    this.name = 'FlowFault';
  }
}

type Step = (record: ReadonlyMap<string, unknown>, user: Key, now: number) => void;

interface Loaded {
  readonly name: string;
  readonly occasion: FlowStart['occasion'];
  /** Fields of the starting record that its steps read. */
  readonly fields: readonly Field[];
  readonly steps: readonly Step[];
}

/**
 * The org's record-triggered flows. They run without regard to the user's rights.
 * https://help.salesforce.com/s/articleView?id=platform.flow_distribute_system_mode.htm&type=5
 */
export class Flows {
  readonly #database: Database;
  readonly #events: Events;
  readonly #starters: Starters;
  readonly #byObject = new Map<string, Loaded[]>();

  constructor(database: Database, events: Events) {
    this.#database = database;
    this.#events = events;
    this.#starters = new Starters(database);
  }

  /** Adds flows, or replaces those of the same name. Throws an Error for one that names what the org does not have. */
  put(flows: readonly Flow[], schema: Schema): void {
    for (const flow of flows) {
      const object = schema.object(flow.object);
      if (object === undefined) throw new Error(`Flow ${flow.name}: no object ${flow.object}`);
      const loaded = this.#load(flow, object);
      this.remove(flow.name);
      this.#byObject.set(object.name, [...(this.#byObject.get(object.name) ?? []), loaded]);
      if (flow.start.occasion === 'Update') this.#starters.put(flow, object);
    }
  }

  /** A flow that is gone, or no longer active. */
  remove(name: string): void {
    this.#starters.remove(name);
    for (const [object, flows] of this.#byObject) {
      const kept = flows.filter((flow) => flow.name !== name);
      if (kept.length > 0) this.#byObject.set(object, kept);
      else this.#byObject.delete(object);
    }
  }

  #load(flow: Flow, object: ObjectType): Loaded {
    const fields = new Map<string, Field>();
    const steps = flow.creates.map((create) => this.#step(flow, create, object, fields));
    const { occasion } = flow.start;
    return { name: flow.name, occasion, fields: [...fields.values()], steps };
  }

  #step(flow: Flow, create: RecordCreate, object: ObjectType, fields: Map<string, Field>): Step {
    const where = `Flow ${flow.name}, ${create.name}`;
    if (!this.#events.has(create.object)) {
      throw new Error(`${where}: local-org creates platform events only, not ${create.object}`);
    }
    const assignments = create.assignments.map(({ field, value }) => {
      const target = this.#events.field(create.object, field);
      if (target === undefined) throw new Error(`${where}: no field ${create.object}.${field}`);
      if ('literal' in value) return { name: target.name, read: () => value.literal };
      const source = object.field(value.recordField);
      if (source === undefined) {
        throw new Error(`${where}: no field ${object.name}.${value.recordField}`);
      }
      fields.set(source.name, source);
      const read = (record: ReadonlyMap<string, unknown>) => record.get(source.name);
      return { name: target.name, read };
    });
    return (record, user, now) => {
      const values = assignments.map(({ name, read }): [string, unknown] => [name, read(record)]);
      try {
        this.#events.publish(create.object, new Map(values), { user, now });
      } catch (error) {
        if (faults) throw new FlowFault(flow.name, create.name, error);
      }
    };
  }

  /** Whether anything starts when a record of `object` is saved. */
  startOn(object: ObjectType): boolean {
    return this.#byObject.has(object.name);
  }

  /** Before records of `object` are saved. */
  begin(): void {
    this.#starters.forget();
  }

  /** Runs what starts after records were saved, of which these were created, within their transaction. Throws FlowFault. */
  saved(object: ObjectType, created: readonly Key[], user: Key, now: number): void {
    for (const flow of this.#byObject.get(object.name) ?? []) {
      this.#run(flow, object, this.#keys(flow, created), user, now);
    }
  }

  #keys({ name, occasion }: Loaded, created: readonly Key[]): readonly Key[] {
    if (!startsByOccasion) return [...created, ...this.#starters.of(name)];
    return occasion === 'Create' ? created : this.#starters.of(name);
  }

  #run(
    { fields, steps }: Loaded,
    object: ObjectType,
    keys: readonly Key[],
    user: Key,
    now: number,
  ): void {
    const columns = fields.map(({ name }) => quote(name)).join(', ') || '1';
    const sql = `SELECT ${columns} FROM ${quote(object.name)} WHERE "Id" = ?`;
    for (const key of keys) {
      const cells = this.#database.get(sql, key) ?? [];
      const record = new Map(
        fields.map((field, place) => [field.name, decodeCell(field, cells[place])]),
      );
      for (const step of steps) step(record, user, now);
    }
  }
}
