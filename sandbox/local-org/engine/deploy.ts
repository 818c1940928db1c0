import { platformUser, Seeder } from './access/seed.ts';
import type { PermissionSetSource } from './access/permission-sets.ts';
import type { DeployedObject, Deployment } from './deployment.ts';
import type { Changes } from './flows/changes.ts';
import type { Events } from './flows/events.ts';
import type { Flows } from './flows/flows.ts';
import type { Key } from './ids.ts';
import type { ObjectSpec } from './schema/object-type.ts';
import { objectFromXml } from './schema/package.ts';
import type { LocalSchema } from './schema/schema.ts';
import type { Components } from './storage/components.ts';
import type { Database } from './storage/database.ts';
import { dropColumn, dropTable } from './storage/tables.ts';

/** What of an org a deployment changes. */
interface Deployed {
  readonly database: Database;
  readonly schema: LocalSchema;
  readonly components: Components;
  readonly events: Events;
  readonly flows: Flows;
  readonly changes: Changes;
  addObjects(added: readonly ObjectSpec[]): void;
  addPermissionSets(sources: readonly PermissionSetSource[]): void;
  refreshTriggers(): void;
}

export class Deployer {
  readonly #org: Deployed;

  constructor(org: Deployed) {
    this.#org = org;
  }

  /** Within a transaction; `user`: whose deployment it is. */
  apply({ components, removed, ...parts }: Deployment, user: Key): void {
    for (const { fullName, type } of removed) this.#remove(type, fullName);
    this.#org.addObjects(parts.objects.map((object) => this.#deployed(object)));
    this.#org.events.put(parts.events);
    this.#org.flows.put(parts.flows, this.#org.schema);
    this.#org.addPermissionSets(parts.permissionSets);
    for (const component of components) this.#org.components.put(component, user, Date.now());
  }

  /** With the fields that it has from elsewhere: the platform, an administrator. */
  #deployed({ fields, name, xml }: DeployedObject): ObjectSpec {
    const before = this.#org.schema.spec(name);
    const spec = objectFromXml(name, xml, fields, before);
    const now = new Set(spec.fields.map((field) => field.name));
    const others = before?.fields.filter((field) => !now.has(field.name)) ?? [];
    return { ...spec, fields: [...spec.fields, ...others] };
  }

  #remove(type: string, fullName: string): void {
    const { components, database, schema } = this.#org;
    components.remove(type, fullName);
    if (type === 'Flow') this.#org.flows.remove(fullName);
    if (type === 'PermissionSet') {
      new Seeder(database, schema, Date.now(), platformUser).forget(fullName);
    }
    if (type === 'CustomObject') {
      for (const part of components.partsOf(fullName)) {
        components.remove(part.type, part.fullName);
      }
      schema.remove(fullName);
      this.#org.changes.release(fullName);
      dropTable(database, fullName);
    }
    if (type !== 'CustomField') return;
    const [object = '', field = ''] = fullName.split('.');
    const spec = schema.spec(object);
    if (spec === undefined) return;
    schema.put([{ ...spec, fields: spec.fields.filter(({ name }) => name !== field) }]);
    this.#org.refreshTriggers();
    dropColumn(database, spec.name, field);
  }
}
