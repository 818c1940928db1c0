import type { Build } from './functions.ts';
import { FormulaError } from './lexer.ts';
import type { Compiled, Draft, Value, ValueType } from './types.ts';

const wrong = (sign: string, { type: left }: Compiled, { type: right }: Compiled): FormulaError =>
  new FormulaError(`Incorrect parameter type for operator '${sign}': ${left} and ${right}`);

const pair = (sign: string, given: readonly Compiled[]): readonly [Compiled, Compiled] => {
  const [left, right] = given;
  if (!left || !right) throw new FormulaError(`Operator '${sign}' needs two sides`);
  for (const { type } of [left, right]) {
    if (type === 'picklist' || type === 'multipicklist') {
      throw new FormulaError(
        `Picklist fields are only supported in certain functions, not beside '${sign}': use TEXT() or ISPICKVAL()`,
      );
    }
  }
  return [left, right];
};

const day = 86_400_000;
const ofDay = (value: Value): number => Date.parse(`${String(value)}T00:00:00Z`);
const toDay = (time: number): string => new Date(time).toISOString().slice(0, 10);

/** A blank text is the empty one. */
const plain = (value: Value): Value => (value === '' ? null : value);

const equals =
  (negated: boolean): Build =>
  (sign, given) => {
    const [left, right] = pair(sign, given);
    if (left.type !== right.type && left.type !== 'null' && right.type !== 'null') {
      throw wrong(sign, left, right);
    }
    const same = (draft: Draft) => plain(left.evaluate(draft)) === plain(right.evaluate(draft));
    return { type: 'boolean', evaluate: (draft) => same(draft) !== negated };
  };

/** Where a side is blank, nothing is before or after it. */
const ordered =
  (holds: (left: string | number, right: string | number) => boolean): Build =>
  (sign, given) => {
    const [left, right] = pair(sign, given);
    if (left.type !== right.type || left.type === 'boolean' || left.type === 'null') {
      throw wrong(sign, left, right);
    }
    const evaluate = (draft: Draft) => {
      const [a, b] = [left.evaluate(draft), right.evaluate(draft)];
      return a !== null && b !== null && holds(a as string | number, b as string | number);
    };
    return { type: 'boolean', evaluate };
  };

const both = (given: readonly [Compiled, Compiled], work: (a: Value, b: Value) => Value) => {
  const [left, right] = given;
  return (draft: Draft): Value => {
    const [a, b] = [left.evaluate(draft), right.evaluate(draft)];
    return a === null || b === null ? null : work(a, b);
  };
};

const arithmetic =
  (work: (left: number, right: number) => number): Build =>
  (sign, given) => {
    const sides = pair(sign, given);
    if (sides.some(({ type }) => type !== 'number')) throw wrong(sign, ...sides);
    return {
      type: 'number',
      evaluate: both(sides, (a, b) => {
        const result = work(Number(a), Number(b));
        return Number.isFinite(result) ? result : null;
      }),
    };
  };

const join: Build = (sign, given) => {
  const sides = pair(sign, given);
  if (sides.some(({ type }) => type !== 'text')) throw wrong(sign, ...sides);
  const evaluate = (draft: Draft) => sides.map((side) => side.evaluate(draft) ?? '').join('');
  return { type: 'text', evaluate };
};

/** Days are added to dates and date-times; two of a kind give the days between them. */
const sum =
  (direction: 1 | -1): Build =>
  (sign, given) => {
    const sides = pair(sign, given);
    const [left, right] = sides;
    const types = `${left.type} ${right.type}` as `${ValueType} ${ValueType}`;
    if (types === 'text text' && direction === 1) return join(sign, given);
    if (types === 'number number') {
      return arithmetic((a, b) => a + direction * b)(sign, given);
    }
    if (types === 'date number') {
      const move = (a: Value, b: Value) =>
        toDay(ofDay(a) + direction * Math.trunc(Number(b)) * day);
      return { type: 'date', evaluate: both(sides, move) };
    }
    if (types === 'datetime number') {
      const move = (a: Value, b: Value) => Number(a) + direction * Number(b) * day;
      return { type: 'datetime', evaluate: both(sides, move) };
    }
    if (direction === -1 && types === 'date date') {
      return { type: 'number', evaluate: both(sides, (a, b) => (ofDay(a) - ofDay(b)) / day) };
    }
    if (direction === -1 && types === 'datetime datetime') {
      const days = (a: Value, b: Value) => (Number(a) - Number(b)) / day;
      return { type: 'number', evaluate: both(sides, days) };
    }
    throw wrong(sign, left, right);
  };

export const operators: Readonly<Record<string, Build>> = {
  '=': equals(false),
  '<>': equals(true),
  '<': ordered((left, right) => left < right),
  '<=': ordered((left, right) => left <= right),
  '>': ordered((left, right) => left > right),
  '>=': ordered((left, right) => left >= right),
  '+': sum(1),
  '-': sum(-1),
  '*': arithmetic((left, right) => left * right),
  '/': arithmetic((left, right) => left / right),
  '^': arithmetic((left, right) => left ** right),
  '&': join,
};
