import { isEvent, objectOf, type MetaFile, type Package } from './package.ts';
import { hint, type Problem } from './problem.ts';
import { eventFields, systemFields } from './standard-objects.ts';
import { textOf, type Element } from './xml.ts';

/** Where a relationship leads: `Order__r` of a line to the order, `Lines__r` of an order to its lines. */
export interface Relationship {
  readonly object: string;
  readonly kind: 'parent' | 'children';
}

/** The field behind a relationship: `Order__r` is held by `Order__c`, `Account` by `AccountId`. */
export function lookUpOf(relationship: string): string {
  if (relationship.endsWith('__r')) return relationship.replace(/__r$/, '__c');
  return `${relationship}Id`;
}

/** Answers whether an object, a field or a relationship exists, the platform's own included. */
export class Catalogue {
  readonly #package: Package;
  #customNames: ReadonlySet<string> | undefined;

  constructor(pack: Package) {
    this.#package = pack;
  }

  get objects(): string[] {
    return [...this.#package.objects.keys(), ...this.#package.standard.keys()];
  }

  /** All that the package itself has given a name: objects, fields, and relationships between them. */
  get customNames(): ReadonlySet<string> {
    this.#customNames ??= new Set(
      [...this.#package.objects].flatMap(([object, { fields }]) => [
        object,
        ...[...fields.values()].flatMap(({ name, root }) => {
          const children = textOf(root, 'relationshipName');
          const parent = textOf(root, 'referenceTo') === '' ? [] : [name.replace(/__c$/, '__r')];
          return [name, ...parent, ...(children === '' ? [] : [`${children}__r`])];
        }),
      ]),
    );
    return this.#customNames;
  }

  hasObject(name: string): boolean {
    return this.#package.standard.has(name) || this.#ownMeta(name) !== null;
  }

  /** Every field that a query may name. */
  fields(object: string): string[] {
    const own = [...(this.#package.objects.get(object)?.fields.keys() ?? [])];
    const standard = this.#package.standard.get(object);
    if (standard !== undefined) return [...standard.fields, ...own];
    if (isEvent(object)) return [...eventFields, ...own];
    const owner = this.#isDetail(object) ? [] : ['OwnerId'];
    return [...systemFields, ...owner, ...own];
  }

  hasField(object: string, field: string): boolean {
    return this.fields(object).includes(field);
  }

  relationships(object: string): ReadonlyMap<string, Relationship> {
    const found = new Map<string, Relationship>();
    const standard = this.#package.standard.get(object);
    for (const [name, target] of standard?.parents ?? []) {
      found.set(name, { object: target, kind: 'parent' });
    }
    for (const [name, target] of standard?.children ?? []) {
      found.set(name, { object: target, kind: 'children' });
    }
    if (standard === undefined) {
      for (const name of ['CreatedBy', 'LastModifiedBy', 'Owner']) {
        found.set(name, { object: 'User', kind: 'parent' });
      }
    }
    for (const field of this.#package.ofKind('field')) this.#addOwn(found, object, field);
    return found;
  }

  /** The field of the children by which a relationship of ours finds them; '' for one of the platform. */
  lookUpTo(object: string, relationship: string): string {
    const name = relationship.replace(/__r$/, '');
    const found = this.#package.ofKind('field').find(({ root }) => {
      return textOf(root, 'referenceTo') === object && textOf(root, 'relationshipName') === name;
    });
    return found?.name ?? '';
  }

  /** What is wrong with naming a field of an object, or null. */
  fieldProblem(object: string, field: string): string | null {
    if (this.hasField(object, field)) return null;
    return `${object} has no field ${field}${hint(field, this.fields(object))}`;
  }

  objectProblem(name: string): string | null {
    return this.hasObject(name) ? null : `there is no object ${name}${hint(name, this.objects)}`;
  }

  #isDetail(object: string): boolean {
    const meta = this.#ownMeta(object);
    return meta !== null && textOf(meta.root, 'sharingModel') === 'ControlledByParent';
  }

  #ownMeta(object: string): MetaFile | null {
    return this.#package.objects.get(object)?.meta ?? null;
  }

  #addOwn(found: Map<string, Relationship>, object: string, field: MetaFile): void {
    const target = textOf(field.root, 'referenceTo');
    if (target === '') return;
    const child = objectOf(field);
    if (child === object) {
      found.set(field.name.replace(/__c$/, '__r'), { object: target, kind: 'parent' });
    }
    if (target === object) {
      const name = `${textOf(field.root, 'relationshipName')}__r`;
      found.set(name, { object: child, kind: 'children' });
    }
  }
}

/** A problem at an element, if there is one. */
export function at(file: string, element: Element, message: string | null): Problem[] {
  return message === null ? [] : [{ file, line: element.line, message }];
}

/** Names that stand twice in a list of elements. */
export function twice(file: string, elements: readonly Element[], key: string): Problem[] {
  const seen = new Set<string>();
  return elements.flatMap((element) => {
    const name = textOf(element, key);
    const again = seen.has(name);
    seen.add(name);
    return again ? at(file, element, `${name} has a second <${element.name}>`) : [];
  });
}
