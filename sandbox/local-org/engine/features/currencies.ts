import type { GuardContext, Guard } from '../rules/guard.ts';
import { Seeder, platformUser } from '../access/seed.ts';
import { of, picklist, flag, text } from '../schema/catalogue/fields.ts';
import type { FieldSpec } from '../schema/field.ts';
import type { ObjectSpec } from '../schema/object-type.ts';
import type { Cell } from '../storage/column.ts';
import type { Database } from '../storage/database.ts';
import type { Schema } from '../types.ts';
import { withFields } from './fields.ts';
import type { Prepare } from './features.ts';
import { rule } from '../../rules/rule.ts';

const knowsCodes = rule('currency.known');
const usesDefault = rule('currency.default');
const neverEmpty = rule('currency.given');

const codeField = 'CurrencyIsoCode';

/** Digits behind the point, as ISO 4217 has them. */
function decimalsOf(code: string): number {
  const format = new Intl.NumberFormat('en', { style: 'currency', currency: code });
  return format.resolvedOptions().maximumFractionDigits ?? 2;
}

/** An org with more than one currency; the first is the corporate one. */
export class Currencies {
  readonly codes: readonly string[];
  readonly #known: readonly string[];

  constructor(codes: readonly string[]) {
    const wrong = codes.filter((code) => !/^[A-Z]{3}$/.test(code));
    if (codes.length === 0 || wrong.length > 0) {
      throw new Error(
        `Currencies are ISO 4217 codes, such as GBP; not ${wrong.join(', ') || 'none'}`,
      );
    }
    this.codes = [...new Set(codes)];
    this.#known = this.codes;
  }

  get corporate(): string {
    return this.codes[0] ?? '';
  }

  get #isoCode(): FieldSpec {
    return picklist(codeField, this.#known, {
      label: 'Currency ISO Code',
      length: 3,
      restrictedPicklist: knowsCodes,
      defaultedOnCreate: true,
      permissionable: false,
    });
  }

  /** https://developer.salesforce.com/docs/atlas.en-us.object_reference.meta/object_reference/sforce_api_objects_currencytype.htm */
  get object(): ObjectSpec {
    const fixed = { createable: false, updateable: false, nillable: false } as const;
    return {
      name: 'CurrencyType',
      label: 'Currency Type',
      labelPlural: 'Currency Types',
      keyPrefix: '01L',
      custom: false,
      sharing: 'Read',
      setup: true,
      createable: false,
      updateable: false,
      deletable: false,
      fields: [
        text('IsoCode', 3, { label: 'Currency ISO Code', nameField: true, unique: true, ...fixed }),
        of('double', 'ConversionRate', { precision: 18, scale: 6, ...fixed }),
        of('int', 'DecimalPlaces', { precision: 1, ...fixed }),
        flag('IsActive', { label: 'Active', ...fixed }),
        flag('IsCorporate', { label: 'Corporate Currency', ...fixed }),
      ],
    };
  }

  extend(spec: ObjectSpec): ObjectSpec {
    if (spec.name === 'User') {
      const more = { ...this.#isoCode, label: 'Default Currency ISO Code' };
      const name = 'DefaultCurrencyIsoCode';
      return withFields(spec, [{ ...more, name, defaultValue: this.corporate }]);
    }
    return spec.setup === true ? spec : withFields(spec, [this.#isoCode]);
  }

  seed(database: Database, schema: Schema): void {
    const seeder = new Seeder(database, schema, Date.now(), platformUser);
    for (const code of this.codes) {
      if (seeder.find('CurrencyType', 'IsoCode', code) !== undefined) continue;
      seeder.insert('CurrencyType', {
        IsoCode: code,
        ConversionRate: 1,
        DecimalPlaces: decimalsOf(code),
        IsActive: true,
        IsCorporate: code === this.corporate,
      });
    }
  }

  /**
   * A record that names no currency has its creator's.
   * https://developer.salesforce.com/docs/platform/api/guide/sforce-api-calls-getuserinfo-getuserinforesult.html
   */
  prepare({ database, session, table }: GuardContext): Prepare | undefined {
    const slot = table.slots.get(codeField);
    if (slot === undefined || !usesDefault || table.object.setup) return undefined;
    const own = this.#ofUser(database, session.userKey);
    return (values) => {
      values[slot] ??= own;
    };
  }

  #ofUser(database: Database, user: number): Cell {
    const sql = 'SELECT "DefaultCurrencyIsoCode" FROM "User" WHERE "Id" = ?';
    const [own] = database.get(sql, user) ?? [];
    return typeof own === 'string' ? own : this.corporate;
  }

  /** No record is without one. */
  guard({ table }: GuardContext): Guard | undefined {
    const slot = table.slots.get(codeField);
    if (slot === undefined || !neverEmpty || table.object.setup) return undefined;
    return ({ isNew, values, before }, errors) => {
      if (isNew || values[slot] !== null || before?.[slot] === null) return;
      const message = 'Currency ISO Code: bad value for restricted picklist field: null';
      errors.add('INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST', message, [codeField]);
    };
  }
}
