import { basename } from 'node:path';
import { content, isTrue, type Xml } from '../schema/field-xml.ts';
import { quote, type Cell } from '../storage/column.ts';
import { compileCondition } from './formula/compile.ts';
import type { Draft, FormulaContext } from './formula/types.ts';
import type { Guard, GuardContext } from './guard.ts';
import { rule } from '../../rules/rule.ts';

const judges = rule('admin.validation-rules');

/** https://developer.salesforce.com/docs/atlas.en-us.264.0.api_meta.meta/api_meta/meta_validationformulas.htm */
export interface ValidationRule {
  readonly object: string;
  readonly name: string;
  readonly formula: string;
  readonly message: string;
  /** Name of the field that the message stands at; null: none. */
  readonly field: string | null;
}

/** undefined: it is not active. */
export function validationRuleFromXml(
  object: string,
  file: string,
  xml: Xml,
): ValidationRule | undefined {
  if (!isTrue(xml, 'active')) return undefined;
  return {
    object,
    name: content(xml, 'fullName') ?? basename(file).split('.')[0] ?? '',
    formula: content(xml, 'errorConditionFormula') ?? '',
    message: content(xml, 'errorMessage') ?? '',
    field: content(xml, 'errorDisplayField'),
  };
}

interface Compiled {
  readonly rule: ValidationRule;
  readonly fields: readonly string[];
  readonly fails: (draft: Draft) => boolean;
}

function formulaContext({ database, schema, table }: GuardContext): FormulaContext {
  return {
    schema,
    object: table.object,
    slotOf: (field) => table.slots.get(field) ?? -1,
    read: (object, field, key) => {
      const sql = `SELECT ${quote(field)} FROM ${quote(object.name)} WHERE "Id" = ?`;
      return (database.get(sql, key)?.[0] ?? null) as Cell;
    },
  };
}

/** Throws FormulaError for a rule that local-org cannot judge by. */
export function compileRule(context: GuardContext, rule: ValidationRule): Compiled {
  const fails = compileCondition(formulaContext(context), rule.formula);
  const field = rule.field === null ? undefined : context.table.object.field(rule.field);
  return { rule, fields: field === undefined ? [] : [field.name], fails };
}

/**
 * All rules are asked, and each one broken is told.
 * https://developer.salesforce.com/docs/atlas.en-us.apexcode.meta/apexcode/apex_triggers_order_of_execution.htm
 */
export function breaksValidationRules(
  context: GuardContext,
  rules: readonly ValidationRule[],
): Guard {
  const compiled = rules.map((rule) => compileRule(context, rule));
  return (draft, errors) => {
    for (const { fails, fields, rule } of compiled) {
      if (judges && fails(draft))
        errors.add('FIELD_CUSTOM_VALIDATION_EXCEPTION', rule.message, fields);
    }
  };
}
