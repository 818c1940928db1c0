import type { Field, ObjectType, Schema } from '../types.ts';
import { quote } from '../storage/column.ts';
import type { LocalSession } from './session.ts';
import { rule } from '../../rules/rule.ts';

const shares = rule('access.record');
const byMaster = rule('access.controlled-by-parent');
const limitsDefaults = rule('access.org-wide-default');

export type RecordRight = 'read' | 'edit' | 'delete';

/** Every record, none, or those for which the SQL condition holds. */
export type Visible = true | false | string;

function controllingFields(object: ObjectType): readonly Field[] {
  const masters = object.fields.filter((field) => field.masterDetail);
  const account = object.field('AccountId');
  return masters.length > 0 || account === undefined ? masters : [account];
}

/** By organization-wide default, owner, parent, View All and Modify All. Role hierarchy and sharing rules are not modelled. */
export class Sharing {
  readonly #schema: Schema;

  constructor(schema: Schema) {
    this.#schema = schema;
  }

  /** `alias` is the table's name in the statement that the condition becomes part of. */
  condition(session: LocalSession, object: ObjectType, right: RecordRight, alias: string): Visible {
    if (!shares || session.allData || session.mayObject(object.name, 'modifyAll')) return true;
    if (right === 'read' && session.mayObject(object.name, 'viewAll')) return true;
    if (object.setup) return false;
    if (object.sharing === 'ControlledByParent') {
      if (!byMaster) return true;
      return this.#byParent(session, object, right, alias);
    }
    if (object.sharing === 'ReadWrite' && right !== 'delete') return true;
    if (object.sharing === 'Read' && right === 'read') return true;
    if (!limitsDefaults) return true;
    return `${alias}."OwnerId" = ${session.userKey.toString()}`;
  }

  #byParent(session: LocalSession, object: ObjectType, right: RecordRight, alias: string): Visible {
    const conditions = controllingFields(object).map((field) =>
      this.#parentCondition(session, field, right === 'delete' ? 'edit' : right, alias),
    );
    const owned = object.field('OwnerId') !== undefined;
    if (conditions.includes(false) && !owned) return false;
    const limits = conditions.filter((condition) => condition !== true).map(String);
    if (!owned) return limits.length === 0 ? true : limits.join(' AND ');
    const parents = limits.length === 0 ? '1' : limits.join(' AND ').replace(/^false$/, '0');
    const account = `${alias}."AccountId" IS NOT NULL AND ${parents}`;
    return `(${alias}."OwnerId" = ${session.userKey.toString()} OR (${account}))`;
  }

  #parentCondition(
    session: LocalSession,
    field: Field,
    right: RecordRight,
    alias: string,
  ): Visible {
    const parent = this.#schema.object(field.referenceTo[0] ?? '');
    if (parent === undefined) return false;
    const inner = `${alias}p`;
    const condition = this.condition(session, parent, right, inner);
    if (typeof condition === 'boolean') return condition;
    const link = `${inner}."Id" = ${alias}.${quote(field.name)}`;
    return `EXISTS (SELECT 1 FROM ${quote(parent.name)} ${inner} WHERE ${link} AND ${condition})`;
  }
}
