import type { PermissionSetSource } from './access/permission-sets.ts';
import type { Flow } from './flows/read-flow.ts';
import type { EventType } from './schema/events.ts';
import type { Xml } from './schema/field-xml.ts';
import type { FieldSpec } from './schema/field.ts';
import type { Component, Components } from './storage/components.ts';
import type { Org } from './types.ts';

/** An object as it will be: with all its own fields, those of earlier deployments too. */
export interface DeployedObject {
  readonly name: string;
  readonly xml: Xml;
  readonly fields: readonly FieldSpec[];
}

/** What a deployment makes of the org. */
export interface Deployment {
  readonly objects: readonly DeployedObject[];
  readonly events: readonly EventType[];
  readonly flows: readonly Flow[];
  readonly permissionSets: readonly PermissionSetSource[];
  /** By metadata type and full name. */
  readonly removed: readonly { readonly type: string; readonly fullName: string }[];
  /** To be kept for retrieving. */
  readonly components: readonly Component[];
}

/** An org that metadata can be deployed to. */
export interface DeployableOrg extends Org {
  /** What was deployed, for retrieving. */
  readonly components: Components;
  /** All of it or, where it throws, nothing. `user`: whose deployment it is; the platform's own otherwise. */
  deploy(deployment: Deployment, user?: string): void;
}
