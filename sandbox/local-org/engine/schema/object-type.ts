import type { ChildRelationship, Field, ObjectType, SharingModel } from '../types.ts';
import { type FieldSpec, makeField } from './field.ts';

export interface ObjectSpec {
  readonly name: string;
  readonly label: string;
  readonly labelPlural: string;
  readonly keyPrefix: string;
  readonly custom: boolean;
  readonly sharing: SharingModel;
  readonly setup?: boolean;
  readonly createable?: boolean;
  readonly updateable?: boolean;
  readonly deletable?: boolean;
  readonly fields: readonly FieldSpec[];
}

const readOnly = { createable: false, updateable: false, permissionable: false };

function byUser(name: string): FieldSpec {
  const relationshipName = name.replace(/Id$/, '');
  const reference = { type: 'reference', referenceTo: ['User'], relationshipName } as const;
  return { name, label: `${relationshipName} ID`, ...reference, ...readOnly, nillable: false };
}

function owner(): FieldSpec {
  return { ...byUser('OwnerId'), createable: true, updateable: true, defaultedOnCreate: true };
}

function systemFields(owned: boolean): readonly FieldSpec[] {
  const stamp = {
    type: 'datetime',
    ...readOnly,
    nillable: false,
    defaultedOnCreate: true,
  } as const;
  return [
    ...(owned ? [owner()] : []),
    { name: 'IsDeleted', label: 'Deleted', type: 'boolean', ...readOnly, nillable: false },
    { name: 'CreatedDate', ...stamp },
    byUser('CreatedById'),
    { name: 'LastModifiedDate', ...stamp },
    byUser('LastModifiedById'),
    { name: 'SystemModstamp', label: 'System Modstamp', ...stamp },
  ];
}

function idField(object: string): FieldSpec {
  const label = `${object.replace(/__c$/, '').replaceAll('_', ' ')} ID`;
  return { name: 'Id', label, type: 'id', ...readOnly, nillable: false, idLookup: true };
}

/** An object's details have no owner of their own; they follow their master. */
export function isOwned(spec: Pick<ObjectSpec, 'setup' | 'fields'>): boolean {
  return spec.setup !== true && !spec.fields.some((field) => field.masterDetail === true);
}

export class LocalObjectType implements ObjectType {
  readonly name: string;
  readonly label: string;
  readonly labelPlural: string;
  readonly keyPrefix: string;
  readonly custom: boolean;
  readonly sharing: SharingModel;
  readonly setup: boolean;
  readonly createable: boolean;
  readonly updateable: boolean;
  readonly deletable: boolean;
  readonly fields: readonly Field[];
  childRelationships: readonly ChildRelationship[] = [];
  readonly #byName: ReadonlyMap<string, Field>;
  readonly #byRelationship: ReadonlyMap<string, Field>;

  constructor(spec: ObjectSpec) {
    this.name = spec.name;
    this.label = spec.label;
    this.labelPlural = spec.labelPlural;
    this.keyPrefix = spec.keyPrefix;
    this.custom = spec.custom;
    this.sharing = spec.sharing;
    this.setup = spec.setup ?? false;
    this.createable = spec.createable ?? true;
    this.updateable = spec.updateable ?? true;
    this.deletable = spec.deletable ?? true;
    const specs = [idField(spec.name), ...spec.fields, ...systemFields(isOwned(spec))];
    this.fields = specs.map((field) =>
      makeField(this.setup ? { ...field, permissionable: false } : field),
    );
    this.#byName = new Map(this.fields.map((field) => [field.name.toLowerCase(), field]));
    this.#byRelationship = new Map(
      this.fields.flatMap((field) =>
        field.relationshipName === null ? [] : [[field.relationshipName.toLowerCase(), field]],
      ),
    );
  }

  field(name: string): Field | undefined {
    return this.#byName.get(name.toLowerCase());
  }

  parent(relationshipName: string): Field | undefined {
    return this.#byRelationship.get(relationshipName.toLowerCase());
  }
}
