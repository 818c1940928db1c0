import type { ObjectType } from '../types.ts';
import type { AdminRules } from './admin-metadata.ts';
import { compileRule, breaksValidationRules } from './validation-rules.ts';
import { hasDuplicates } from './duplicate-rules.ts';
import type { Guard, GuardContext, OpenDraft } from './guard.ts';
import { Features, type Prepare } from '../features/features.ts';
import { Locks } from './locks.ts';
import { fitsRecordType } from './record-types.ts';
import type { RowErrors } from '../save/row-errors.ts';
import { rule } from '../../rules/rule.ts';

const checksFormulas = rule('admin.formulas');

const none: AdminRules = {
  validationRules: [],
  duplicateRules: [],
  recordTypes: [],
  recordTypeGrants: [],
};

const of = <T extends { readonly object: string }>(all: readonly T[], object: ObjectType) =>
  all.filter((one) => one.object.toLowerCase() === object.name.toLowerCase());

interface Named {
  readonly object: string;
  readonly name: string;
}

function replaced<T extends Named>(known: readonly T[], added: readonly T[]): readonly T[] {
  const names = new Set(added.map(({ object, name }) => `${object}.${name}`.toLowerCase()));
  const kept = known.filter(({ object, name }) => !names.has(`${object}.${name}`.toLowerCase()));
  return [...kept, ...added];
}

/** What an administrator asks of records, beside what their fields do. */
export class OrgRules {
  readonly locks = new Locks();
  readonly features: Features;
  #rules = none;

  constructor(features = new Features()) {
    this.features = features;
  }

  /** Adds rules, or replaces those of the same name. */
  put(rules: AdminRules): void {
    this.#rules = {
      validationRules: replaced(this.#rules.validationRules, rules.validationRules),
      duplicateRules: replaced(this.#rules.duplicateRules, rules.duplicateRules),
      recordTypes: [...this.#rules.recordTypes, ...rules.recordTypes],
      recordTypeGrants: [...this.#rules.recordTypeGrants, ...rules.recordTypeGrants],
    };
  }

  /** Why rules on this object cannot be judged by. */
  problems(context: GuardContext): readonly string[] {
    const { object } = context.table;
    const compiling = [
      ...of(this.#rules.validationRules, object).map((rule) => ({
        rule,
        work: () => void compileRule(context, rule),
      })),
      ...of(this.#rules.duplicateRules, object).map((rule) => ({
        rule,
        work: () => void hasDuplicates(context, [rule]),
      })),
    ];
    if (!checksFormulas) return [];
    return compiling.flatMap(({ rule, work }) => {
      try {
        work();
        return [];
      } catch (error) {
        return [`${object.name}.${rule.name}: ${(error as Error).message}`];
      }
    });
  }

  /** undefined: new records of this object are complete as they are. */
  prepare(context: GuardContext): Prepare | undefined {
    return this.features.prepare(context);
  }

  /** undefined: nobody asks anything of records of this object. */
  guard(context: GuardContext): Guard | undefined {
    const { object } = context.table;
    const recordTypes = of(this.#rules.recordTypes, object);
    const validationRules = of(this.#rules.validationRules, object);
    const duplicateRules = of(this.#rules.duplicateRules, object);
    const guards: Guard[] = [...this.features.guards(context)];
    if (recordTypes.length > 0) {
      guards.push(fitsRecordType(context, recordTypes, this.#rules.recordTypeGrants));
    }
    if (validationRules.length > 0) guards.push(breaksValidationRules(context, validationRules));
    if (duplicateRules.length > 0) guards.push(hasDuplicates(context, duplicateRules));
    if (this.locks.any) guards.push(this.locks.guard(context));
    return guards.length === 0 ? undefined : inTurn(guards);
  }
}

/** The first that finds fault keeps the others from being asked. */
function inTurn(guards: readonly Guard[]): Guard {
  return (draft: OpenDraft, errors: RowErrors) => {
    for (const guard of guards) {
      guard(draft, errors);
      if (errors.any) return;
    }
  };
}
