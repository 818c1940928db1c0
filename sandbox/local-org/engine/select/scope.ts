import type { LocalSession } from '../access/session.ts';
import type { Sharing } from '../access/sharing.ts';
import { unknownField, unknownObject, unknownParent } from '../refusals.ts';
import { quote } from '../storage/column.ts';
import type { Database } from '../storage/database.ts';
import { indexForSearch } from '../storage/tables.ts';
import type { Field, ObjectType, Path, Schema } from '../types.ts';
import { rule } from '../../rules/rule.ts';

const hidesFields = rule('access.field');
const hidesObjects = rule('access.object-unseen');
const hidesDeleted = rule('soql.deleted');

export interface SelectContext {
  readonly database: Database;
  readonly schema: Schema;
  readonly sharing: Sharing;
  readonly session: LocalSession;
}

export interface Resolved {
  readonly object: ObjectType;
  readonly field: Field;
  readonly sql: string;
}

export function readableObject(context: SelectContext, name: string): ObjectType {
  const object = context.schema.object(name);
  const seen = object && (!hidesObjects || context.session.mayObject(object.name, 'read'));
  if (object === undefined || seen !== true) {
    throw unknownObject(name);
  }
  return object;
}

/** One SELECT's table with the parents that its paths reach. */
export class Scope {
  readonly object: ObjectType;
  readonly alias: string;
  readonly #context: SelectContext;
  readonly #joined = new Map<string, { object: ObjectType; alias: string }>();
  readonly #joins: string[] = [];

  constructor(context: SelectContext, object: ObjectType, alias: string) {
    this.#context = context;
    this.object = object;
    this.alias = alias;
  }

  get from(): string {
    return [`${quote(this.object.name)} ${this.alias}`, ...this.#joins].join(' ');
  }

  resolve(path: Path): Resolved {
    let place = { object: this.object, alias: this.alias };
    const trail: string[] = [];
    for (const relationship of path.slice(0, -1)) {
      trail.push(relationship.toLowerCase());
      place = this.#join(place, relationship, trail.join('.'));
    }
    const name = path.at(-1) ?? '';
    const { object, alias } = place;
    const field = object.field(name);
    const { session } = this.#context;
    const seen = field && (!hidesFields || session.mayField(object.name, field.name, 'read'));
    if (field === undefined || seen !== true) {
      throw unknownField(name, object.name);
    }
    return { object, field, sql: `${alias}.${quote(field.name)}` };
  }

  /** As `resolve`, of what records are looked for by. */
  searchBy(path: Path): Resolved {
    const found = this.resolve(path);
    indexForSearch(this.#context.database, found.object, found.field);
    return found;
  }

  #join(
    from: { object: ObjectType; alias: string },
    relationship: string,
    trail: string,
  ): { object: ObjectType; alias: string } {
    const known = this.#joined.get(trail);
    if (known !== undefined) return known;
    const { session, sharing, schema } = this.#context;
    const field = from.object.parent(relationship);
    const object = field === undefined ? undefined : schema.object(field.referenceTo[0] ?? '');
    if (
      field === undefined ||
      object === undefined ||
      !session.mayField(from.object.name, field.name, 'read') ||
      !session.mayObject(object.name, 'read')
    ) {
      throw unknownParent(relationship);
    }
    const alias = `${this.alias}j${this.#joins.length.toString()}`;
    const visible = sharing.condition(session, object, 'read', alias);
    const limit = visible === true ? '' : ` AND (${visible === false ? '0' : visible})`;
    const link = `${alias}."Id" = ${from.alias}.${quote(field.name)}`;
    this.#joins.push(`LEFT JOIN ${quote(object.name)} ${alias} ON ${link}${limit}`);
    const place = { object, alias };
    this.#joined.set(trail, place);
    return place;
  }

  /** What may be seen at all: sharing, and whether deleted records count. */
  visible(allRows: boolean): readonly string[] {
    const { session, sharing } = this.#context;
    const condition = sharing.condition(session, this.object, 'read', this.alias);
    return [
      ...(allRows || !hidesDeleted ? [] : [`${this.alias}."IsDeleted" = 0`]),
      ...(condition === true ? [] : [condition === false ? '0' : `(${condition})`]),
    ];
  }
}
