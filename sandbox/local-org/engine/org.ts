import { Deployer } from './deploy.ts';
import type { DeployableOrg, Deployment } from './deployment.ts';
import type { EventOrg } from './flows/bus.ts';
import { Features } from './features/features.ts';
import { Bus } from './flows/local-bus.ts';
import { Changes } from './flows/changes.ts';
import { Events } from './flows/events.ts';
import { Flows } from './flows/flows.ts';
import { readFlows } from './flows/read-flow.ts';
import { type Key, toId, toKey } from './ids.ts';
import { placeOf } from './access/place.ts';
import { type PermissionSetSource, readPermissionSets } from './access/permission-sets.ts';
import { readRights } from './access/rights.ts';
import { platformUser, Seeder, seedOrg } from './access/seed.ts';
import { allRights, localSession, LocalSession, type Rights } from './access/session.ts';
import { Sharing } from './access/sharing.ts';
import {
  type AdminMetadata,
  AdminMetadataError,
  readAdminMetadata,
} from './rules/admin-metadata.ts';
import type { AdminOrg } from './rules/admin-org.ts';
import { duplicateIndexes } from './rules/duplicate-rules.ts';
import type { HeldLock, RowLock } from './rules/locks.ts';
import { OrgRules } from './rules/org-rules.ts';
import { StorageMeter } from './rules/storage.ts';
import { mergeRecords } from './save/merge.ts';
import { table } from './save/row-saver.ts';
import { save, type SaveContext } from './save/save.ts';
import { undeleteRecords } from './save/undelete.ts';
import { businessObjects } from './schema/catalogue/business.ts';
import { setupObjects } from './schema/catalogue/setup.ts';
import { readEvents } from './schema/events.ts';
import type { ObjectSpec } from './schema/object-type.ts';
import { readObjects } from './schema/package.ts';
import { LocalSchema } from './schema/schema.ts';
import { select, stream } from './select/select.ts';
import { Components } from './storage/components.ts';
import { Database } from './storage/database.ts';
import { ensureTable } from './storage/tables.ts';
import type {
  MergeRequest,
  MergeResult,
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

export class LocalOrgEngine implements DeployableOrg, EventOrg, AdminOrg {
  readonly schema: LocalSchema;
  readonly id: string;
  readonly components: Components;
  readonly #database: Database;
  readonly #sharing: Sharing;
  readonly bus: Bus;
  readonly #events: Events;
  readonly #changes: Changes;
  readonly #flows: Flows;
  readonly #system: LocalSession;
  readonly #storage: StorageMeter;
  readonly #rules: OrgRules;
  readonly #features: Features;
  readonly #deployer: Deployer;
  readonly #rights = new Map<Key, Rights>();

  constructor(file: string, storageBytes = Infinity, features = new Features()) {
    this.#features = features;
    this.#rules = new OrgRules(features);
    this.#database = new Database(file);
    this.schema = new LocalSchema([...businessObjects, ...setupObjects]);
    this.components = new Components(this.#database);
    this.#sharing = new Sharing(this.schema);
    this.#storage = new StorageMeter(this.#database, this.schema, storageBytes);
    this.#events = new Events(this.#database);
    this.#changes = new Changes(this.#database, this.schema, this.#events);
    this.bus = new Bus(this.#database, this.#events, this.#changes);
    this.#flows = new Flows(this.#database, this.#events);
    this.#deployer = new Deployer({
      ...{ database: this.#database, schema: this.schema, components: this.components },
      ...{ events: this.#events, flows: this.#flows, changes: this.#changes },
      addObjects: (added) => this.addObjects(added),
      addPermissionSets: (sources) => this.addPermissionSets(sources),
      refreshTriggers: () => this.#refreshTriggers(),
    });
    this.#database.transaction(() => {
      const isNew = this.#database.all('SELECT 1 FROM _object LIMIT 1').length === 0;
      this.addObjects([...businessObjects, ...setupObjects, ...features.objects]);
      if (isNew) seedOrg(this.#database, this.schema, Date.now());
      features.seed(this.#database, this.schema);
    });
    this.id = toId(this.#database.get('SELECT "Id" FROM "Organization"')?.[0] as Key);
    this.#system = new LocalSession(platformUser, 'system', this.schema, () => allRights);
  }

  /** Adds objects to the org, or fields to those it has: what a deployment does. */
  addObjects(added: readonly ObjectSpec[]): void {
    const specs = this.#features.extend(added, (name) => this.schema.spec(name));
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
      this.#refreshTriggers();
    });
  }

  #refreshTriggers(): void {
    this.#changes.refresh();
    this.#features.refresh(this.#database, this.schema);
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

  addAdminMetadata(folder: string): void {
    const metadata = readAdminMetadata(folder, (name) => this.schema.spec(name));
    this.addObjects(metadata.objects);
    this.#rules.put(metadata);
    this.#checkRules(folder, metadata);
    this.#addRecordTypes(metadata);
    for (const rule of metadata.duplicateRules) {
      const object = this.schema.object(rule.object);
      if (object === undefined) continue;
      for (const sql of duplicateIndexes(object, rule)) this.#database.exec(sql);
    }
  }

  #checkRules(folder: string, { duplicateRules, validationRules }: AdminMetadata): void {
    const names = new Set([...validationRules, ...duplicateRules].map(({ object }) => object));
    const problems = [...names].flatMap((name) => {
      const object = this.schema.object(name);
      if (object === undefined) return [`the org has no object ${name}`];
      const context = { ...this.#saving(), session: this.#system, allowDuplicates: false };
      return this.#rules.problems({ ...context, table: table(object) });
    });
    if (problems.length > 0) throw new AdminMetadataError(folder, problems);
  }

  #addRecordTypes({ recordTypes }: AdminMetadata): void {
    const found = `SELECT 1 FROM "RecordType" WHERE "SobjectType" = ? AND "DeveloperName" = ?`;
    const rows = recordTypes
      .filter(({ name, object }) => this.#database.get(found, object, name) === undefined)
      .map(({ active, label, name, object }) => [label, name, object, active]);
    const columns = ['Name', 'DeveloperName', 'SobjectType', 'IsActive'];
    this.save(this.#system, { object: 'RecordType', operation: 'insert', columns, rows });
  }

  holdRow(lock: RowLock): HeldLock {
    return this.#rules.locks.hold(lock);
  }

  deploy(deployment: Deployment, user = this.#system.userId): void {
    const before = this.schema.snapshot();
    try {
      this.#database.transaction(() =>
        this.#deployer.apply(deployment, toKey(user) ?? platformUser),
      );
    } catch (error) {
      this.schema.restore(before);
      this.#refreshTriggers();
      this.#rights.clear();
      throw error;
    }
  }

  sessionFor(username: string): Session | undefined {
    const found = this.#database.get(
      `SELECT "Id", "Username" FROM "User" WHERE "Username" = ? AND "IsActive" = 1 AND "IsDeleted" = 0`,
      username,
    );
    if (found === undefined) return undefined;
    const [key, name] = found as [Key, string];
    const rights = () => this.#rightsOf(key);
    return new LocalSession(key, name, this.schema, rights, () => placeOf(this.#database, key));
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
      storage: this.#storage,
      rules: this.#rules,
      now: Date.now,
    };
  }

  save(session: Session, request: SaveRequest): SaveResult[] {
    this.#changes.by(localSession(session).userKey);
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
      // What was rolled back may have been a right, or a record.
      this.#rights.clear();
      this.#storage.forget();
      throw error;
    }
  }

  merge(session: Session, request: MergeRequest): MergeResult {
    this.#storage.forget();
    this.#changes.by(localSession(session).userKey);
    return mergeRecords(this.#saving(), localSession(session), request);
  }

  undelete(session: Session, ids: readonly string[]): SaveResult[] {
    this.#changes.by(localSession(session).userKey);
    const results = undeleteRecords(this.#saving(), localSession(session), ids);
    this.#storage.forget();
    return results;
  }

  events(name: string): readonly PublishedEvent[] {
    return this.#events.read(name);
  }

  storage(): { readonly maxBytes: number; readonly usedBytes: number } {
    const { maxBytes, usedBytes } = this.#storage;
    return { maxBytes, usedBytes };
  }

  recordCount(name: string): number {
    const object = this.schema.object(name);
    return object === undefined ? 0 : this.#storage.recordsOf(object);
  }

  close(): void {
    this.#database.close();
  }
}
