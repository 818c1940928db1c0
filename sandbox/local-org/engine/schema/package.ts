import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { XMLParser } from 'fast-xml-parser';
import type { SharingModel } from '../types.ts';
import type { FieldSpec } from './field.ts';
import { child, content, fieldFromXml, nameFieldFromXml, type Xml } from './field-xml.ts';
import type { ObjectSpec } from './object-type.ts';

const parser = new XMLParser({ parseTagValue: false, ignoreAttributes: true });

/** The root element of a metadata file. */
export function readXml(file: string): Xml {
  const roots = Object.entries(parser.parse(readFileSync(file, 'utf8')) as Xml);
  const root = roots.find(([name]) => name !== '?xml')?.[1];
  return typeof root === 'object' && root !== null ? (root as Xml) : {};
}

/** Files of a folder by their ending, in order; none where the folder is missing. */
export function filesIn(folder: string, ending: string): readonly string[] {
  if (!existsSync(folder)) return [];
  const names = readdirSync(folder).filter((name) => name.endsWith(ending));
  return names.sort().map((name) => join(folder, name));
}

function customObject(name: string, xml: Xml, fields: readonly FieldSpec[]): ObjectSpec {
  const label = content(xml, 'label') ?? name;
  return {
    name,
    label,
    labelPlural: content(xml, 'pluralLabel') ?? label,
    keyPrefix: '',
    custom: true,
    sharing: (content(xml, 'sharingModel') ?? 'ReadWrite') as SharingModel,
    fields: [nameFieldFromXml(child(xml, 'nameField') ?? {}), ...fields],
  };
}

/**
 * An object as its metadata says, with these fields. `standard` is what the org has of it anyway; undefined for one that
 * only the package has. Key prefixes are given by the org.
 */
export function objectFromXml(
  name: string,
  xml: Xml,
  fields: readonly FieldSpec[],
  standard: ObjectSpec | undefined,
): ObjectSpec {
  if (name.endsWith('__c')) return customObject(name, xml, fields);
  if (standard === undefined) throw new Error(`local-org does not know object ${name}`);
  const sharing = (content(xml, 'sharingModel') as SharingModel | null) ?? standard.sharing;
  const own = new Set(fields.map((field) => field.name));
  const kept = standard.fields.filter((field) => !own.has(field.name));
  return { ...standard, sharing, fields: [...kept, ...fields] };
}

/** A package's objects in source format; key prefixes are given by the org. */
export function readObjects(
  packageDir: string,
  standard: (name: string) => ObjectSpec | undefined,
): readonly ObjectSpec[] {
  const folder = join(packageDir, 'objects');
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((name) => !name.endsWith('__e'))
    .sort()
    .map((name) => readObject(folder, name, standard(name)));
}

/** The fields of an object's folder. */
export function readFields(folder: string): readonly FieldSpec[] {
  return filesIn(join(folder, 'fields'), '.field-meta.xml').map((path) =>
    fieldFromXml(readXml(path), path),
  );
}

function readObject(folder: string, name: string, standard: ObjectSpec | undefined): ObjectSpec {
  const file = join(folder, name, `${name}.object-meta.xml`);
  const xml = existsSync(file) ? readXml(file) : {};
  const fields = readFields(join(folder, name));
  return objectFromXml(name, xml, fields, standard);
}
