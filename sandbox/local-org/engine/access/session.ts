import type { Key } from '../ids.ts';
import { toId } from '../ids.ts';
import type { Field, ObjectRight, ObjectType, Schema, Session } from '../types.ts';
import { contactField } from '../features/person-fields.ts';
import { rule } from '../../rules/rule.ts';

const grants = rule('access.object');
const grantsFields = rule('access.field');
const guardsSetup = rule('access.setup');
const asContact = rule('person.access');

/** Union of what profile and permission sets grant. Names in lower case; fields as `object.field`. */
export interface Rights {
  readonly allData: boolean;
  readonly hardDelete: boolean;
  readonly objects: ReadonlyMap<string, ReadonlySet<ObjectRight>>;
  readonly fields: ReadonlyMap<string, 'read' | 'edit'>;
}

/** Where a user is. */
export interface Place {
  readonly timeZone?: string | undefined;
  readonly locale?: string | undefined;
}

export const allRights: Rights = {
  allData: true,
  hardDelete: true,
  objects: new Map(),
  fields: new Map(),
};

/** Who calls. Rights are looked up at each question, so that a permission taken away counts at once. */
export class LocalSession implements Session {
  readonly userKey: Key;
  readonly userId: string;
  readonly username: string;
  readonly #schema: Schema;
  readonly #rights: () => Rights;
  readonly #place: () => Place;

  constructor(
    userKey: Key,
    username: string,
    schema: Schema,
    rights: () => Rights,
    place: () => Place = () => ({}),
  ) {
    this.userKey = userKey;
    this.userId = toId(userKey);
    this.username = username;
    this.#schema = schema;
    this.#rights = rights;
    this.#place = place;
  }

  get timeZone(): string {
    return this.#place().timeZone ?? 'UTC';
  }

  get locale(): string {
    return this.#place().locale ?? 'en_US';
  }

  get allData(): boolean {
    return this.#rights().allData;
  }

  get mayHardDelete(): boolean {
    return this.#rights().hardDelete;
  }

  mayObject(object: string, right: ObjectRight): boolean {
    const type = this.#schema.object(object);
    if (type === undefined) return false;
    if (this.allData || !grants) return true;
    if (type.setup && guardsSetup) return right === 'read' || right === 'viewAll';
    return this.#rights().objects.get(type.name.toLowerCase())?.has(right) ?? false;
  }

  /** Platform events have rights of their own: read to subscribe, create to publish. */
  mayEvent(event: string, right: 'read' | 'create'): boolean {
    return this.allData || (this.#rights().objects.get(event.toLowerCase())?.has(right) ?? false);
  }

  mayField(object: string, field: string, right: 'read' | 'edit'): boolean {
    const type = this.#schema.object(object);
    const known = type?.field(field);
    if (type === undefined || known === undefined) return false;
    return this.allData || !grantsFields || this.#mayField(type, known, right);
  }

  #mayField(object: ObjectType, field: Field, right: 'read' | 'edit'): boolean {
    if (!field.permissionable) return this.mayObject(object.name, right);
    if (!this.mayObject(object.name, 'read')) return false;
    const behind = object.name === 'Account' && asContact ? contactField(field.name) : undefined;
    if (behind !== undefined) return this.mayField('Contact', behind, right);
    const granted = this.#rights().fields.get(`${object.name}.${field.name}`.toLowerCase());
    return granted === 'edit' || granted === right;
  }
}

/** Sessions come from the org itself. */
export function localSession(session: Session): LocalSession {
  if (!(session instanceof LocalSession)) throw new TypeError('Not a session of this org');
  return session;
}
