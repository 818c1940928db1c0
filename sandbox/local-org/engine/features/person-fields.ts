import { recordTypeField } from '../rules/record-types.ts';
import { address, flag, lookup, of, picklist, readOnly, text } from '../schema/catalogue/fields.ts';
import type { FieldSpec } from '../schema/field.ts';
import type { ObjectSpec } from '../schema/object-type.ts';
import type { ObjectType } from '../types.ts';
import { withFields } from './fields.ts';

/** Fields of a Contact that its person account shows under their own names. */
const sameName = ['FirstName', 'LastName', 'Salutation'];

/** Those that an Account has of its own, and that are the same on both. */
const shared = ['Phone', 'Fax', 'Description', 'OwnerId', 'CurrencyIsoCode'];

/** Those that it shows as `Person…`. */
const prefixed: readonly FieldSpec[] = [
  of('email', 'Email'),
  of('phone', 'MobilePhone'),
  of('phone', 'HomePhone'),
  of('phone', 'OtherPhone'),
  text('Title', 128),
  text('Department', 80),
  picklist('LeadSource', []),
  of('date', 'Birthdate'),
  flag('HasOptedOutOfEmail'),
  flag('DoNotCall'),
  ...address('Mailing'),
  ...address('Other'),
];

const isPersonAccount = flag('IsPersonAccount', { label: 'Is Person Account', ...readOnly });

const ownFields: readonly FieldSpec[] = [
  isPersonAccount,
  lookup('PersonContactId', 'Contact', null, {
    label: 'Contact ID',
    relationshipName: 'PersonContact',
    deleteConstraint: null,
    ...readOnly,
  }),
  text('LastName', 80, { permissionable: false }),
  text('FirstName', 40, { permissionable: false }),
  picklist('Salutation', ['Mr.', 'Ms.', 'Mrs.', 'Dr.', 'Prof.', 'Mx.'], { permissionable: false }),
];

function customName(name: string): string {
  return name.replace(/__c$/, '__pc');
}

/** As Account shows a Contact's field; keys stay the Contact's, and a look-up has no way back. */
function mirrored(field: FieldSpec, name: string): FieldSpec {
  const plain = { externalId: false, unique: false, idLookup: false, childRelationshipName: null };
  const relationshipName = field.relationshipName?.replace(/__r$/, '__pr') ?? null;
  const open = { nillable: true, deleteConstraint: null, relationshipName };
  const given = field.type === 'boolean' ? { ...open, nillable: false } : open;
  return { ...field, name, ...plain, ...given };
}

/** What person accounts add to Account, given what Contact is. */
export function personAccount(account: ObjectSpec, contact: ObjectSpec): ObjectSpec {
  const standard = prefixed.map((usual) => {
    const own = contact.fields.find(({ name }) => name === usual.name) ?? usual;
    return mirrored(own, `Person${usual.name}`);
  });
  const custom = contact.fields
    .filter(({ name }) => name.endsWith('__c'))
    .map((field) => mirrored(field, customName(field.name)));
  return withFields(account, [...ownFields, recordTypeField, ...standard, ...custom]);
}

export function personContact(contact: ObjectSpec): ObjectSpec {
  return withFields(contact, [isPersonAccount]);
}

/** The Contact's field behind a person's field of an Account; undefined: it is the Account's own. */
export function contactField(name: string): string | undefined {
  if (name.endsWith('__pc')) return name.replace(/__pc$/, '__c');
  const own = name.replace(/^Person/, '');
  return prefixed.some((field) => field.name === own) && own !== name ? own : undefined;
}

export interface Mirror {
  readonly account: string;
  readonly contact: string;
}

/** Which fields of a person account and its Contact hold the same. */
export function mirrors(account: ObjectType, contact: ObjectType): readonly Mirror[] {
  const both = [...sameName, ...shared].map((name) => ({ account: name, contact: name }));
  const own = account.fields.flatMap(({ name }) => {
    const behind = contactField(name);
    return behind === undefined ? [] : [{ account: name, contact: behind }];
  });
  return [...both, ...own].filter(
    (one) => account.field(one.account) !== undefined && contact.field(one.contact) !== undefined,
  );
}

/** Fields that only a person has. */
export function personOnly(account: ObjectType): readonly string[] {
  const own = account.fields.filter(({ name }) => contactField(name) !== undefined);
  return [...sameName, ...own.map(({ name }) => name)];
}
