import { existsSync, readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { children, content, isTrue, type Xml } from '../schema/field-xml.ts';
import type { FieldSpec } from '../schema/field.ts';
import type { ObjectSpec } from '../schema/object-type.ts';
import { filesIn, objectFromXml, readFields, readXml } from '../schema/package.ts';
import {
  type DuplicateRule,
  duplicateRuleFromXml,
  type MatchingRule,
  matchingRuleFromXml,
} from './duplicate-rules.ts';
import {
  type RecordType,
  recordTypeField,
  recordTypeFromXml,
  type RecordTypeGrant,
} from './record-types.ts';
import { type ValidationRule, validationRuleFromXml } from './validation-rules.ts';

export interface AdminRules {
  readonly validationRules: readonly ValidationRule[];
  readonly duplicateRules: readonly DuplicateRule[];
  readonly recordTypes: readonly RecordType[];
  readonly recordTypeGrants: readonly RecordTypeGrant[];
}

export interface AdminMetadata extends AdminRules {
  readonly objects: readonly ObjectSpec[];
}

/** Names every part of a folder that local-org cannot hold: what it passed over in silence could not be trusted. */
export class AdminMetadataError extends Error {
  constructor(folder: string, problems: readonly string[]) {
    super(
      `local-org cannot take all of ${folder}:\n${problems.map((one) => `  ${one}`).join('\n')}`,
    );
    this.name = 'AdminMetadataError';
  }
}

/** Runs `work`, and keeps what it throws under the file's name. */
type Try = <T>(file: string, work: () => T) => T | undefined;

const foldersOf = (folder: string): readonly string[] =>
  existsSync(folder) ? readdirSync(folder).sort() : [];

/** What the org has of an object, with the folder's fields in place of its own of the same name. */
function objectOf(
  folder: string,
  name: string,
  known: ObjectSpec | undefined,
  hasRecordTypes: boolean,
): ObjectSpec {
  const own: FieldSpec[] = [...readFields(folder).filter((field) => field.name.endsWith('__c'))];
  if (hasRecordTypes) own.push(recordTypeField);
  if (known === undefined) {
    const file = join(folder, `${name}.object-meta.xml`);
    return objectFromXml(name, existsSync(file) ? readXml(file) : {}, own, undefined);
  }
  const names = new Set(own.map((field) => field.name));
  const kept = known.fields.filter((field) => !names.has(field.name));
  return { ...known, fields: [...kept, ...own] };
}

const files = (folder: string, part: string, ending: string): readonly string[] =>
  filesIn(join(folder, part), `.${ending}-meta.xml`);

function readObjectFolder(
  folder: string,
  name: string,
  known: ObjectSpec | undefined,
  attempt: Try,
): { object?: ObjectSpec; validationRules: ValidationRule[]; recordTypes: RecordType[] } {
  const recordTypes = files(folder, 'recordTypes', 'recordType').flatMap(
    (file) => attempt(file, () => recordTypeFromXml(name, file, readXml(file))) ?? [],
  );
  const validationRules = files(folder, 'validationRules', 'validationRule').flatMap(
    (file) => attempt(file, () => validationRuleFromXml(name, file, readXml(file))) ?? [],
  );
  const object = attempt(folder, () => objectOf(folder, name, known, recordTypes.length > 0));
  return { ...(object && { object }), validationRules, recordTypes };
}

function readDuplicateRules(folder: string, attempt: Try): readonly DuplicateRule[] {
  const matching = files(folder, 'matchingRules', 'matchingRule').flatMap((file) => {
    const object = basename(file).split('.')[0] ?? '';
    return children(readXml(file), 'matchingRules').flatMap(
      (xml): MatchingRule[] | MatchingRule =>
        attempt(file, () => matchingRuleFromXml(object, xml)) ?? [],
    );
  });
  return files(folder, 'duplicateRules', 'duplicateRule').flatMap(
    (file) => attempt(file, () => duplicateRuleFromXml(file, readXml(file), matching)) ?? [],
  );
}

/** As metadata calls the profiles that the org knows by other names. */
const profileNames: Readonly<Record<string, string>> = {
  Admin: 'System Administrator',
  Standard: 'Standard User',
};

function grantsIn(folder: string, part: 'profiles' | 'permissionsets'): readonly RecordTypeGrant[] {
  const ending = part === 'profiles' ? 'profile' : 'permissionset';
  return files(folder, part, ending).flatMap((file) => {
    const name = decodeURIComponent(basename(file).split(`.${ending}`)[0] ?? '');
    return children(readXml(file), 'recordTypeVisibilities')
      .filter((xml) => isTrue(xml, 'visible'))
      .map((xml: Xml) => ({
        holder: part === 'profiles' ? (profileNames[name] ?? name) : name,
        recordType: content(xml, 'recordType') ?? '',
        isDefault: isTrue(xml, 'default'),
      }));
  });
}

/**
 * Reads an administrator's own metadata in source format: custom fields (required, unique, restricted picklists),
 * validation rules, record types with their picklist values, exact matching and duplicate rules. Throws
 * AdminMetadataError for what it cannot hold.
 */
export function readAdminMetadata(
  folder: string,
  known: (name: string) => ObjectSpec | undefined,
): AdminMetadata {
  const problems: string[] = [];
  if (!existsSync(folder)) problems.push('no such folder');
  const attempt: Try = (file, work) => {
    try {
      return work();
    } catch (error) {
      const reason = (error as Error).message;
      problems.push(reason.includes('-meta.xml') ? reason : `${file}: ${reason}`);
      return undefined;
    }
  };
  const objects = foldersOf(join(folder, 'objects')).map((name) =>
    readObjectFolder(join(folder, 'objects', name), name, known(name), attempt),
  );
  const duplicateRules = readDuplicateRules(folder, attempt);
  if (problems.length > 0) throw new AdminMetadataError(folder, problems);
  return {
    objects: objects.flatMap(({ object }) => object ?? []),
    validationRules: objects.flatMap(({ validationRules }) => validationRules),
    recordTypes: objects.flatMap(({ recordTypes }) => recordTypes),
    recordTypeGrants: [...grantsIn(folder, 'profiles'), ...grantsIn(folder, 'permissionsets')],
    duplicateRules,
  };
}
