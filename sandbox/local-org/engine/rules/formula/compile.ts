import { compileField } from './fields.ts';
import { functions } from './functions.ts';
import { FormulaError } from './lexer.ts';
import { operators } from './operators.ts';
import { type Formula, parseFormula } from './parser.ts';
import type { Compiled, Draft, FormulaContext, Value, ValueType } from './types.ts';

const typeOf = (value: Value): ValueType =>
  value === null ? 'null' : typeof value === 'string' ? 'text' : (typeof value as ValueType);

function compile(context: FormulaContext, formula: Formula): Compiled {
  if (formula.kind === 'literal') {
    const { value } = formula;
    return { type: typeOf(value), evaluate: () => value, literal: value };
  }
  if (formula.kind === 'field') return compileField(context, formula.path);
  const build = operators[formula.name] ?? functions[formula.name];
  if (build === undefined) {
    throw new FormulaError(`local-org does not know the function ${formula.name}()`);
  }
  return build(
    formula.name,
    formula.arguments.map((one) => compile(context, one)),
  );
}

/** Whether a record about to be saved fulfils the formula. Throws FormulaError. */
export function compileCondition(
  context: FormulaContext,
  source: string,
): (draft: Draft) => boolean {
  const { evaluate, type } = compile(context, parseFormula(source));
  if (type !== 'boolean') {
    throw new FormulaError(`Formula result is data type (${type}), expected (boolean).`);
  }
  return (draft) => evaluate(draft) === true;
}
