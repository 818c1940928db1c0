import { quote } from '../storage/column.ts';
import type { Database } from '../storage/database.ts';
import type { ObjectType } from '../types.ts';
import { mirrors } from './person-fields.ts';
import { rule } from '../../rules/rule.ts';

const makesContact = rule('person.contact');
const keepsAlike = rule('person.alike');

const stamps = ['LastModifiedDate', 'LastModifiedById', 'SystemModstamp'];
const created = ['CreatedDate', 'CreatedById', ...stamps];

export const personName = (row: string): string =>
  `trim(coalesce(${row}."FirstName" || ' ', '') || coalesce(${row}."LastName", ''))`;

const names = ['_person_insert', '_person_update', '_person_contact'];

export function dropPersonTriggers(database: Database): void {
  for (const name of names) database.exec(`DROP TRIGGER IF EXISTS temp.${name}`);
}

/** Columns of `to` from those of the written row, and whether any of them is another. */
function copy(pairs: readonly (readonly [to: string, from: string])[]) {
  const sets = pairs.map(([to, from]) => `${quote(to)} = NEW.${quote(from)}`).join(', ');
  const same = pairs.map(([to, from]) => `${quote(to)} IS NEW.${quote(from)} COLLATE BINARY`);
  return { sets, differs: `NOT (${same.join(' AND ')})` };
}

/**
 * A person account and its Contact are one record in two tables; triggers keep them so, whatever writes to either.
 * Temporary: they live in this connection.
 */
export function makePersonTriggers(
  database: Database,
  account: ObjectType,
  contact: ObjectType,
): void {
  dropPersonTriggers(database);
  const pairs = mirrors(account, contact);
  const stamped = stamps.map((name) => ({ account: name, contact: name }));
  const kept = [...pairs, ...stamped];
  const own = ['Id', 'AccountId', 'IsPersonAccount', ...created];
  const values = [
    'NEW."PersonContactId"',
    'NEW."Id"',
    '1',
    ...created.map((name) => `NEW."${name}"`),
  ];
  const into = [...own, ...pairs.map((pair) => pair.contact)].map(quote).join(', ');
  const from = [...values, ...pairs.map((pair) => `NEW.${quote(pair.account)}`)].join(', ');
  if (makesContact) {
    database.exec(`CREATE TEMP TRIGGER _person_insert AFTER INSERT ON main."Account"
      WHEN NEW."IsPersonAccount" = 1 BEGIN INSERT INTO "Contact" (${into}) VALUES (${from}); END`);
  }
  if (!keepsAlike) return;
  const living = `NEW."IsPersonAccount" = 1 AND OLD."IsDeleted" = NEW."IsDeleted"`;
  const down = copy(kept.map((pair) => [pair.contact, pair.account]));
  const name = personName('NEW');
  database.exec(`CREATE TEMP TRIGGER _person_update AFTER UPDATE ON main."Account" WHEN ${living} BEGIN
    UPDATE "Contact" SET ${down.sets} WHERE "Id" = NEW."PersonContactId" AND ${down.differs};
    UPDATE "Account" SET "Name" = ${name} WHERE "Id" = NEW."Id" AND "Name" IS NOT ${name} COLLATE BINARY; END`);
  const up = copy(kept.map((pair) => [pair.account, pair.contact]));
  database.exec(`CREATE TEMP TRIGGER _person_contact AFTER UPDATE ON main."Contact" WHEN ${living} BEGIN
    UPDATE "Account" SET ${up.sets}, "Name" = ${name} WHERE "Id" = NEW."AccountId" AND ${up.differs}; END`);
}
