import type { Key } from '../ids.ts';
import type { Guard, GuardContext } from '../rules/guard.ts';
import type { RowErrors } from '../save/row-errors.ts';
import type { ObjectSpec } from '../schema/object-type.ts';
import type { Cell } from '../storage/column.ts';
import type { Database } from '../storage/database.ts';
import type { ObjectType, Schema } from '../types.ts';
import { Currencies } from './currencies.ts';
import {
  guardAccount,
  guardContact,
  keptContact,
  personRecordType,
  prepareAccount,
  seedPersonType,
} from './person-accounts.ts';
import { personAccount, personContact } from './person-fields.ts';
import { dropPersonTriggers, makePersonTriggers } from './person-triggers.ts';
import { rule } from '../../rules/rule.ts';

const personsByChoice = rule('person.off');
const currenciesByChoice = rule('currency.off');

/** What an administrator switches on for good. */
export interface FeatureChoice {
  readonly personAccounts?: boolean;
  /** ISO 4217 codes, the corporate currency first; without any the org has one currency and no fields for it. */
  readonly currencies?: readonly string[];
}

/** Completes a new record's values before it is asked what is missing. */
export type Prepare = (values: Cell[], errors: RowErrors) => void;

/** What the org's features add to its schema and to the saving of records; nothing where none is on. */
export class Features {
  readonly personAccounts: boolean;
  readonly currencies: Currencies | undefined;

  constructor({ personAccounts = false, currencies }: FeatureChoice = {}) {
    this.personAccounts = personAccounts || !personsByChoice;
    const codes = currencies ?? (currenciesByChoice ? undefined : ['GBP']);
    this.currencies = codes && new Currencies(codes);
  }

  /** Objects of the features' own. */
  get objects(): readonly ObjectSpec[] {
    return this.currencies === undefined ? [] : [this.currencies.object];
  }

  /** The objects as they are with the features; with a Contact comes the Account that mirrors it. */
  extend(
    specs: readonly ObjectSpec[],
    specOf: (name: string) => ObjectSpec | undefined,
  ): readonly ObjectSpec[] {
    const all = this.personAccounts ? this.#withPersons(specs, specOf) : specs;
    const { currencies } = this;
    return currencies === undefined ? all : all.map((spec) => currencies.extend(spec));
  }

  #withPersons(
    specs: readonly ObjectSpec[],
    specOf: (name: string) => ObjectSpec | undefined,
  ): readonly ObjectSpec[] {
    const all = new Map(specs.map((spec) => [spec.name, spec]));
    const type = all.get('RecordType');
    if (type !== undefined) all.set('RecordType', personRecordType(type));
    if (!all.has('Account') && !all.has('Contact')) return [...all.values()];
    const contact = all.get('Contact') ?? specOf('Contact');
    const account = all.get('Account') ?? specOf('Account');
    if (contact === undefined || account === undefined) return [...all.values()];
    all.set('Contact', personContact(contact));
    all.set('Account', personAccount(account, contact));
    return [...all.values()];
  }

  seed(database: Database, schema: Schema): void {
    this.currencies?.seed(database, schema);
    if (this.personAccounts) seedPersonType(database, schema);
  }

  /** To be called when the schema has changed, and before a column goes. */
  refresh(database: Database, schema: Schema): void {
    if (!this.personAccounts) return;
    dropPersonTriggers(database);
    const account = schema.object('Account');
    const contact = schema.object('Contact');
    if (account && contact) makePersonTriggers(database, account, contact);
  }

  prepare(context: GuardContext): Prepare | undefined {
    const currency = this.currencies?.prepare(context);
    if (!this.personAccounts || context.table.object.name !== 'Account') return currency;
    const person = prepareAccount(context);
    return (values, errors) => {
      currency?.(values, errors);
      person(values, errors);
    };
  }

  guards(context: GuardContext): readonly Guard[] {
    const currency = this.currencies?.guard(context);
    const { name } = context.table.object;
    return [
      ...(currency === undefined ? [] : [currency]),
      ...(this.personAccounts && name === 'Account' ? [guardAccount(context)] : []),
      ...(this.personAccounts && name === 'Contact' ? [guardContact(context)] : []),
    ];
  }

  /** Whether a record stays although its deletion is asked for; the reason is added. */
  keeps(database: Database, object: ObjectType, key: Key, errors: RowErrors): boolean {
    return this.personAccounts && object.name === 'Contact' && keptContact(database, key, errors);
  }

  isPerson(database: Database, object: ObjectType, keys: readonly Key[]): boolean {
    if (!this.personAccounts || object.field('IsPersonAccount') === undefined) return false;
    const sql = `SELECT 1 FROM "${object.name}" WHERE "Id" = ? AND "IsPersonAccount" = 1`;
    return keys.some((key) => database.get(sql, key) !== undefined);
  }

  /** Whether one record that is saved can bring others. */
  addsRecords(object: string): boolean {
    return this.personAccounts && object.toLowerCase() === 'account';
  }
}
