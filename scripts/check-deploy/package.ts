import fs from 'node:fs';
import path from 'node:path';
import { bundles } from '../panels/bundles.ts';
import type { Problem } from './problem.ts';
import { standardObjects, type StandardObject } from './standard-objects.ts';
import { isElement, parseXml, textOf, type Element } from './xml.ts';

/** A `*-meta.xml` of the package, parsed. */
export interface MetaFile {
  /** Relative to the root of the project. */
  readonly file: string;
  /** File name without its ending: `Commerce_Order__c`, `Orderlens`. */
  readonly name: string;
  readonly root: Element;
}

export interface ObjectFile {
  readonly name: string;
  /** Absent where the package only adds fields to an object of the platform. */
  readonly meta: MetaFile | null;
  readonly fields: ReadonlyMap<string, MetaFile>;
}

/** The package as its files say it, for questions about what exists. */
export interface Package {
  readonly root: string;
  readonly folder: string;
  /** `66.0` */
  readonly apiVersion: string;
  readonly files: readonly MetaFile[];
  readonly objects: ReadonlyMap<string, ObjectFile>;
  readonly standard: ReadonlyMap<string, StandardObject>;
  /** Files of one kind by its ending: `tab`, `flexipage`, `listView`. */
  ofKind(kind: string): readonly MetaFile[];
  /** Names of our own lightning components. */
  readonly bundles: readonly string[];
}

export interface ReadPackage {
  readonly package: Package;
  /** Files that are no XML. */
  readonly problems: readonly Problem[];
}

export function readPackage(root: string, packageDir: string): ReadPackage {
  const problems: Problem[] = [];
  const files: MetaFile[] = [];
  for (const file of metaFiles(root, packageDir)) {
    const parsed = parseXml(fs.readFileSync(path.join(root, file), 'utf8'));
    if (isElement(parsed)) files.push({ file, name: nameOf(file), root: parsed });
    else problems.push({ file, ...parsed });
  }
  const folder = path.relative(root, packageDir).split(path.sep).join('/');
  return {
    problems,
    package: {
      root,
      folder,
      apiVersion: apiVersion(root),
      files,
      objects: objectsOf(files),
      standard: standardObjects(),
      ofKind: (kind) => files.filter(({ file }) => file.endsWith(`.${kind}-meta.xml`)),
      bundles: bundles(path.join(packageDir, 'main/default/lwc')),
    },
  };
}

function apiVersion(root: string): string {
  const project = fs.readFileSync(path.join(root, 'sfdx-project.json'), 'utf8');
  return (JSON.parse(project) as { sourceApiVersion: string }).sourceApiVersion;
}

function metaFiles(root: string, packageDir: string): string[] {
  return fs
    .readdirSync(packageDir, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('-meta.xml'))
    .map((name) => path.relative(root, path.join(packageDir, name)).split(path.sep).join('/'))
    .sort();
}

/** Salesforce writes what a file system refuses as `%xx`. */
function nameOf(file: string): string {
  return decodeURIComponent(path.posix.basename(file).replace(/\.[^.]+-meta\.xml$/, ''));
}

function objectsOf(files: readonly MetaFile[]): Map<string, ObjectFile> {
  const objects = new Map<string, ObjectFile & { fields: Map<string, MetaFile> }>();
  for (const meta of files) {
    const [, name, kind] = /\/objects\/([^/]+)\/(?:.*\.)?(object|field)-meta\.xml$/.exec(
      meta.file,
    ) ?? [null, undefined, undefined];
    if (name === undefined) continue;
    const known = objects.get(name) ?? { name, meta: null, fields: new Map<string, MetaFile>() };
    if (kind === 'field') known.fields.set(meta.name, meta);
    objects.set(name, kind === 'object' ? { ...known, meta } : known);
  }
  return objects;
}

/** The object in whose folder a file stands: of a field, a list view, a compact layout. */
export function objectOf({ file }: MetaFile): string {
  return /\/objects\/([^/]+)\//.exec(file)?.[1] ?? '';
}

/** A platform event: published, never stored as a record. */
export function isEvent(object: string): boolean {
  return object.endsWith('__e');
}

export function isMasterDetail(field: MetaFile): boolean {
  return textOf(field.root, 'type') === 'MasterDetail';
}

/** Cannot be left empty by anybody, so no permission can hide it. */
export function isRequired(field: MetaFile): boolean {
  return isMasterDetail(field) || textOf(field.root, 'required') === 'true';
}
