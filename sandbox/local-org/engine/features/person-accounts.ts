import { platformUser, Seeder } from '../access/seed.ts';
import type { Key } from '../ids.ts';
import type { Guard, GuardContext } from '../rules/guard.ts';
import type { RowErrors } from '../save/row-errors.ts';
import { flag, readOnly } from '../schema/catalogue/fields.ts';
import type { ObjectSpec } from '../schema/object-type.ts';
import type { Cell } from '../storage/column.ts';
import type { Database } from '../storage/database.ts';
import type { Schema } from '../types.ts';
import type { Prepare } from './features.ts';
import { withFields } from './fields.ts';
import { personOnly } from './person-fields.ts';
import { personTypes } from './person-types.ts';
import { rule } from '../../rules/rule.ts';

const byLastName = rule('person.last-name');
const composesName = rule('person.name');
const keepsApart = rule('person.fields');
const oneContact = rule('person.only-contact');
const staysPut = rule('person.reparent');
const goesAlong = rule('person.delete');
const convertsAlone = rule('person.convert');

/** https://developer.salesforce.com/docs/atlas.en-us.api.meta/api/sforce_api_guidelines_personaccounts.htm */
const standardType = 'PersonAccount';

export function personRecordType(spec: ObjectSpec): ObjectSpec {
  return withFields(spec, [flag('IsPersonType', { label: 'Is Person Type', ...readOnly })]);
}

export function seedPersonType(database: Database, schema: Schema): void {
  const seeder = new Seeder(database, schema, Date.now(), platformUser);
  if (seeder.find('RecordType', 'DeveloperName', standardType) !== undefined) return;
  seeder.insert('RecordType', {
    Name: 'Person Account',
    DeveloperName: standardType,
    SobjectType: 'Account',
    IsPersonType: true,
  });
}

/** https://github.com/sorenkrabbe/Chrome-Salesforce-inspector/issues/38 */
function badFields(names: readonly string[], errors: RowErrors): null {
  const message = `Account: bad field names on insert/update call: ${names.join(', ')}`;
  return errors.add('INVALID_FIELD_FOR_INSERT_UPDATE', message, names);
}

function slotsOf(
  { table }: GuardContext,
  names: readonly string[],
): readonly (readonly [string, number])[] {
  return names.flatMap((name) => {
    const slot = table.slots.get(name);
    return slot === undefined ? [] : [[name, slot] as const];
  });
}

/** What a person's field holds where nothing was given. */
const isGiven = (cell: Cell | undefined): boolean => typeof cell === 'string';

function needsLastName(values: readonly Cell[], slot: number, errors: RowErrors): void {
  if (values[slot] !== null) return;
  errors.add('REQUIRED_FIELD_MISSING', 'Required fields are missing: [LastName]', ['LastName']);
}

/** Makes a new Account a person, where it is one; the Contact follows. */
export function prepareAccount(context: GuardContext): Prepare {
  const { database, table } = context;
  const slot = (name: string): number => table.slots.get(name) ?? -1;
  const types = personTypes(database);
  const only = slotsOf(context, personOnly(table.object));
  const [first, last, name] = [slot('FirstName'), slot('LastName'), slot('Name')];
  const [type, is, contact] = [
    slot('RecordTypeId'),
    slot('IsPersonAccount'),
    slot('PersonContactId'),
  ];
  return (values, errors) => {
    const given = values[type] ?? null;
    const byName = byLastName && given === null && values[last] !== null;
    if (!byName && !types.includes(given)) {
      const wrong = keepsApart ? only.filter(([, each]) => isGiven(values[each])) : [];
      if (wrong.length > 0)
        badFields(
          wrong.map(([each]) => each),
          errors,
        );
      return;
    }
    if (values[name] !== null && composesName) badFields(['Name'], errors);
    needsLastName(values, last, errors);
    if (errors.any) return;
    values[type] = given ?? types[0] ?? null;
    values[is] = 1;
    values[contact] = database.nextKey('Contact');
    values[name] = [values[first], values[last]].filter(Boolean).join(' ');
  };
}

/** What may not be done to an Account that is a person, or is none. */
export function guardAccount(context: GuardContext): Guard {
  const { database, table } = context;
  const types = personTypes(database);
  const only = slotsOf(context, personOnly(table.object));
  const is = table.slots.get('IsPersonAccount') ?? -1;
  const last = table.slots.get('LastName') ?? -1;
  const type = table.slots.get('RecordTypeId') ?? -1;
  return ({ before, given, isNew, values }, errors) => {
    if (isNew || before === undefined) return;
    const person = before[is] === 1;
    if (convertsAlone && types.includes(values[type] ?? null) !== person) {
      converts(given?.length ?? 1, errors);
    } else if (person) {
      if (composesName && given?.includes('Name') === true) badFields(['Name'], errors);
      else needsLastName(values, last, errors);
    } else if (keepsApart) {
      const wrong = only.filter(([, slot]) => isGiven(values[slot]));
      if (wrong.length > 0)
        badFields(
          wrong.map(([name]) => name),
          errors,
        );
    }
  };
}

/** https://isolution.pro/de/q/sr13283236/problem-beim-konvertieren-von-einem-geschaftskonto-in-ein-personenkonto-in-apex */
function converts(fields: number, errors: RowErrors): void {
  const message =
    fields > 1
      ? 'Cannot specify any additional fields when marrying or separating a Person-Account'
      : 'Making a person account of a business account, or the other way round, is not emulated';
  errors.add('INVALID_FIELD_FOR_INSERT_UPDATE', message);
}

/** A person account has the one Contact that came with it, which stays where it is. */
export function guardContact({ database, table }: GuardContext): Guard {
  const account = table.slots.get('AccountId') ?? -1;
  const is = table.slots.get('IsPersonAccount') ?? -1;
  const sql = 'SELECT "IsPersonAccount" FROM "Account" WHERE "Id" = ?';
  return ({ before, given, values }, errors) => {
    if (before?.[is] === 1) {
      if (staysPut && given?.includes('AccountId') === true) badFields(['AccountId'], errors);
      return;
    }
    const parent = values[account] ?? null;
    if (!oneContact || parent === null || parent === before?.[account]) return;
    if (database.get(sql, parent)?.[0] !== 1) return;
    const message = 'Account ID: a person account has no other contact than its own';
    errors.add('FIELD_INTEGRITY_EXCEPTION', message, ['AccountId']);
  };
}

/** The Contact of a person goes with its Account, not by itself. */
export function keptContact(database: Database, key: Key, errors: RowErrors): boolean {
  const sql = 'SELECT "IsPersonAccount" FROM "Contact" WHERE "Id" = ?';
  if (!goesAlong || database.get(sql, key)?.[0] !== 1) return false;
  const message = 'The contact of a person account is deleted with its account';
  errors.add('DELETE_FAILED', message);
  return true;
}
