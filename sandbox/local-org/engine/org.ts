import { Events } from './flows/events.ts';
import { Flows } from './flows/flows.ts';
import { readFlows } from './flows/read-flow.ts';
import { type Key, toId } from './ids.ts';
import { type PermissionSetSource, readPermissionSets } from './access/permission-sets.ts';
import { readRights } from './access/rights.ts';
import { platformUser, Seeder, seedOrg } from './access/seed.ts';
import { allRights, localSession, LocalSession, type Rights } from './access/session.ts';
import { Sharing } from './access/sharing.ts';
import { mergeRecords } from './save/merge.ts';
import { save, type SaveContext } from './save/save.ts';
import { undeleteRecords } from './save/undelete.ts';
import { businessObjects } from './schema/catalogue/business.ts';
import { setupObjects } from './schema/catalogue/setup.ts';
import { readEvents } from './schema/events.ts';
import type { ObjectSpec } from './schema/object-type.ts';
import { readObjects } from './schema/package.ts';
import { LocalSchema } from './schema/schema.ts';
import { select, stream } from './select/select.ts';
import { Database } from './storage/database.ts';
import { ensureTable } from './storage/tables.ts';
import type {
  MergeRequest,
  MergeResult,
  Org,
  PublishedEvent,
  SaveRequest,
  SaveResult,
  SelectedRow,
  SelectPlan,
  Session,
} from './types.ts';

/** Writing to these can change what a user may do. */
const rightsObjects = new Set([
  'user',
  'profile',
  'permissionset',
  'permissionsetassignment',
  'objectpermissions',
  'fieldpermissions',
]);

export class LocalOrgEngine implements Org {
  readonly schema: LocalSchema;
  readonly id: string;
  readonly #database: Database;
  readonly #sharing: Sharing;
  readonly #events: Events;
  readonly #flows: Flows;
  readonly #system: LocalSession;
  readonly #rights = new Map<Key, Rights>();

  constructor(file: string) {
    this.#database = new Database(file);
    this.schema = new LocalSchema([...businessObjects, ...setupObjects]);
    this.#sharing = new Sharing(this.schema);
    this.#events = new Events(this.#database);
    this.#flows = new Flows(this.#database, this.#events);
    this.#database.transaction(() => {
      const isNew = this.#database.all('SELECT 1 FROM _object LIMIT 1').length === 0;
      this.addObjects([...businessObjects, ...setupObjects]);
      if (isNew) seedOrg(this.#database, this.schema, Date.now());
    });
    this.id = toId(this.#database.get('SELECT "Id" FROM "Organization"')?.[0] as Key);
    this.#system = new LocalSession(platformUser, 'system', this.schema, () => allRights);
  }

  /** Adds objects to the org, or fields to those it has: what a deployment does. */
  addObjects(specs: readonly ObjectSpec[]): void {
    this.#database.transaction(() => {
      this.schema.put(
        specs.map((spec) => ({
          ...spec,
          keyPrefix: this.#database.register(spec.name, spec.keyPrefix),
        })),
      );
      for (const { name } of specs) {
        const object = this.schema.object(name);
        if (object !== undefined) ensureTable(this.#database, object);
      }
    });
  }

  /** Adds permission sets, or replaces what those of the same name grant. */
  addPermissionSets(sources: readonly PermissionSetSource[]): void {
    const seeder = new Seeder(this.#database, this.schema, Date.now(), platformUser);
    this.#database.transaction(() => {
      for (const source of sources) seeder.permissionSet(source);
    });
    this.#rights.clear();
  }

  /** Objects, fields, events, flows and permission sets of a package in source format. */
  addPackage(packageDir: string): void {
    this.addObjects(readObjects(packageDir, (name) => this.schema.spec(name)));
    this.#events.put(readEvents(packageDir));
    this.#flows.put(readFlows(packageDir), this.schema);
    this.addPermissionSets(readPermissionSets(packageDir));
  }

  sessionFor(username: string): Session | undefined {
    const found = this.#database.get(
      `SELECT "Id", "Username" FROM "User" WHERE "Username" = ? AND "IsActive" = 1 AND "IsDeleted" = 0`,
      username,
    );
    if (found === undefined) return undefined;
    const [key, name] = found as [Key, string];
    return new LocalSession(key, name, this.schema, () => this.#rightsOf(key));
  }

  #rightsOf(user: Key): Rights {
    const known = this.#rights.get(user);
    if (known !== undefined) return known;
    const rights = readRights(this.#database, user);
    this.#rights.set(user, rights);
    return rights;
  }

  systemSession(): Session {
    return this.#system;
  }

  #saving(): SaveContext {
    return {
      database: this.#database,
      schema: this.schema,
      sharing: this.#sharing,
      flows: this.#flows,
      now: Date.now,
    };
  }

  save(session: Session, request: SaveRequest): SaveResult[] {
    const results = save(this.#saving(), localSession(session), request);
    if (rightsObjects.has(request.object.toLowerCase())) this.#rights.clear();
    return results;
  }

  #selecting(session: Session) {
    return {
      database: this.#database,
      schema: this.schema,
      sharing: this.#sharing,
      session: localSession(session),
    };
  }

  select(session: Session, plan: SelectPlan): SelectedRow[] {
    return select(this.#selecting(session), plan);
  }

  stream(session: Session, plan: SelectPlan): IterableIterator<SelectedRow> {
    return stream(this.#selecting(session), plan);
  }

  transaction<T>(work: () => T): T {
    try {
      return this.#database.transaction(work);
    } catch (error) {
      // What was rolled back may have been a right.
      this.#rights.clear();
      throw error;
    }
  }

  merge(session: Session, request: MergeRequest): MergeResult {
    return mergeRecords(this.#saving(), localSession(session), request);
  }

  undelete(session: Session, ids: readonly string[]): SaveResult[] {
    return undeleteRecords(this.#saving(), localSession(session), ids);
  }

  events(name: string): readonly PublishedEvent[] {
    return this.#events.read(name);
  }

  close(): void {
    this.#database.close();
  }
}
