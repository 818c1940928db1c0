import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

/** A kind of metadata, as Salesforce's own library places it in an archive. */
export interface MetadataType {
  readonly name: string;
  readonly directoryName: string;
  readonly suffix?: string;
  readonly inFolder?: boolean;
  readonly strategies?: { readonly adapter?: string };
}

interface Registry {
  readonly types: Readonly<Record<string, MetadataType>>;
}

const registry = 'lib/src/registry/metadataRegistry.json';
let known: readonly MetadataType[] | undefined;

/** https://github.com/forcedotcom/source-deploy-retrieve: the registry that ships with it. */
export function metadataTypes(): readonly MetadataType[] {
  known ??= readTypes();
  return known;
}

function readTypes(): readonly MetadataType[] {
  const main = createRequire(import.meta.url).resolve('@salesforce/source-deploy-retrieve');
  const folder = main.slice(0, main.indexOf('source-deploy-retrieve') + 22);
  const read = JSON.parse(readFileSync(`${folder}/${registry}`, 'utf8')) as Registry;
  return Object.values(read.types);
}

/** Of the types that share a folder, the one with the file's ending. */
export function typeOfPath(path: string): MetadataType | undefined {
  const [directory] = path.split('/');
  const found = metadataTypes().filter(({ directoryName }) => directoryName === directory);
  const file = path.replace(/-meta\.xml$/, '');
  return (
    found.find(({ suffix }) => suffix !== undefined && file.endsWith(`.${suffix}`)) ?? found[0]
  );
}

export function isBundle({ strategies }: MetadataType): boolean {
  return strategies?.adapter === 'bundle' || strategies?.adapter === 'digitalExperience';
}

/** Element of an object's file → the type of what it holds. */
export const objectParts: Readonly<Record<string, string>> = {
  fields: 'CustomField',
  listViews: 'ListView',
  compactLayouts: 'CompactLayout',
  validationRules: 'ValidationRule',
  recordTypes: 'RecordType',
  businessProcesses: 'BusinessProcess',
  fieldSets: 'FieldSet',
  webLinks: 'WebLink',
  indexes: 'Index',
  sharingReasons: 'SharingReason',
};

/** Types whose files hold other components: element → type. */
export const partsOf: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  CustomObject: objectParts,
  CustomLabels: { labels: 'CustomLabel' },
};

/** The name of a part: labels stand for themselves, the rest belongs to its object. */
export function partName(parent: string, owner: string, name: string): string {
  return parent === 'CustomLabels' ? name : `${owner}.${name}`;
}

/** Whose file a part stands in. */
export const parentTypes: ReadonlyMap<string, string> = new Map(
  Object.entries(partsOf).flatMap(([parent, parts]) =>
    Object.values(parts).map((part): [string, string] => [part, parent]),
  ),
);
