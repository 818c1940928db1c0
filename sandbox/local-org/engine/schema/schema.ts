import type { ChildRelationship, ObjectType, Schema } from '../types.ts';
import { LocalObjectType, type ObjectSpec } from './object-type.ts';

function childrenOf(parent: string, objects: readonly ObjectType[]): ChildRelationship[] {
  return objects.flatMap((child) =>
    child.fields.flatMap((field) =>
      field.childRelationshipName !== null && field.referenceTo.includes(parent)
        ? [
            {
              name: field.childRelationshipName,
              childObject: child.name,
              field: field.name,
              cascadeDelete: field.masterDetail || field.deleteConstraint === 'Cascade',
            },
          ]
        : [],
    ),
  );
}

/** The org's schema; it grows when a package is deployed. */
export class LocalSchema implements Schema {
  readonly #specs = new Map<string, ObjectSpec>();
  #objects: readonly LocalObjectType[] = [];
  #byName: ReadonlyMap<string, LocalObjectType> = new Map();

  constructor(specs: readonly ObjectSpec[]) {
    this.put(specs);
  }

  get objects(): readonly ObjectType[] {
    return this.#objects;
  }

  object(name: string): ObjectType | undefined {
    return this.#byName.get(name.toLowerCase());
  }

  spec(name: string): ObjectSpec | undefined {
    return this.#specs.get(name.toLowerCase());
  }

  /** Adds objects, or replaces those of the same name. */
  put(specs: readonly ObjectSpec[]): void {
    for (const spec of specs) this.#specs.set(spec.name.toLowerCase(), spec);
    this.#build();
  }

  remove(name: string): void {
    this.#specs.delete(name.toLowerCase());
    this.#build();
  }

  snapshot(): readonly ObjectSpec[] {
    return [...this.#specs.values()];
  }

  /** Takes back what was put or removed since the snapshot. */
  restore(snapshot: readonly ObjectSpec[]): void {
    this.#specs.clear();
    this.put(snapshot);
  }

  #build(): void {
    this.#objects = [...this.#specs.values()].map((spec) => new LocalObjectType(spec));
    for (const object of this.#objects) {
      object.childRelationships = childrenOf(object.name, this.#objects);
    }
    this.#byName = new Map(this.#objects.map((object) => [object.name.toLowerCase(), object]));
  }
}
