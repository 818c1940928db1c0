import { FormulaError } from './lexer.ts';
import type { Compiled, Draft, Evaluate, Value, ValueType } from './types.ts';

/** Makes a call out of its compiled arguments. Throws FormulaError for what Salesforce refuses. */
export type Build = (name: string, given: readonly Compiled[]) => Compiled;

const words: Readonly<Record<ValueType, string>> = {
  text: 'Text',
  number: 'Number',
  boolean: 'Boolean',
  date: 'Date',
  datetime: 'DateTime',
  picklist: 'Picklist',
  multipicklist: 'Picklist (Multi-Select)',
  null: 'Null',
};

const wrongType = (name: string, expected: string, found: ValueType): FormulaError =>
  new FormulaError(
    `Incorrect parameter type for function '${name}()'. Expected ${expected}, received ${words[found]}`,
  );

const wrongCount = (name: string, expected: string, found: number): FormulaError =>
  new FormulaError(
    `Incorrect number of parameters for function '${name}()'. Expected ${expected}, received ${found}`,
  );

const isBlank = (value: Value): boolean => value === null || value === '';

/** A function with arguments of these types. NULL fits all. */
const typed =
  (type: ValueType, wanted: readonly ValueType[], work: (...values: Value[]) => Value): Build =>
  (name, given) => {
    if (given.length !== wanted.length) throw wrongCount(name, String(wanted.length), given.length);
    given.forEach((one, at) => {
      const expected = wanted[at] ?? 'null';
      if (one.type !== expected && one.type !== 'null')
        throw wrongType(name, words[expected], one.type);
    });
    const [first, second] = given.map(({ evaluate }) => evaluate);
    if (first === undefined) return { type, evaluate: () => work() };
    if (second === undefined) return { type, evaluate: (draft) => work(first(draft)) };
    return { type, evaluate: (draft) => work(first(draft), second(draft)) };
  };

const textOf = (value: Value): string => (value === null ? '' : String(value));

const booleans = (given: readonly Compiled[], name: string): readonly Evaluate[] => {
  if (given.length === 0) throw wrongCount(name, 'at least 1', 0);
  return given.map(({ evaluate, type }) => {
    if (type !== 'boolean') throw wrongType(name, words.boolean, type);
    return evaluate;
  });
};

const every: Build = (name, given) => {
  const all = booleans(given, name);
  return { type: 'boolean', evaluate: (draft) => all.every((one) => one(draft) === true) };
};

const some: Build = (name, given) => {
  const all = booleans(given, name);
  return { type: 'boolean', evaluate: (draft) => all.some((one) => one(draft) === true) };
};

const one = (name: string, given: readonly Compiled[]): Compiled => {
  const [first] = given;
  if (first === undefined || given.length > 1) throw wrongCount(name, '1', given.length);
  return first;
};

/** Text fields are never null to ISNULL; ISBLANK sees through that. A picklist needs TEXT() for neither. */
const blank: Build = (name, given) => {
  const { evaluate, type } = one(name, given);
  if (type === 'picklist') throw pickedOnly(name);
  if (name === 'ISNULL' && type === 'text') return { type: 'boolean', evaluate: () => false };
  return { type: 'boolean', evaluate: (draft) => isBlank(evaluate(draft)) };
};

const pickedOnly = (name: string): FormulaError =>
  new FormulaError(
    `Picklist fields are only supported in certain functions, not in '${name}': use TEXT() or ISPICKVAL()`,
  );

const text: Build = (name, given) => {
  const { evaluate, type } = one(name, given);
  if (type !== 'picklist' && type !== 'number') {
    throw wrongType(name, 'Number or Picklist', type);
  }
  return { type: 'text', evaluate: (draft) => textOf(evaluate(draft)) };
};

const picked: Build = (name, given) => {
  const [field, literal] = given;
  if (given.length !== 2) throw wrongCount(name, '2', given.length);
  if (field?.type !== 'picklist') throw wrongType(name, words.picklist, field?.type ?? 'null');
  if (literal?.type !== 'text') throw wrongType(name, words.text, literal?.type ?? 'null');
  const same = (draft: Draft) => textOf(field.evaluate(draft)) === literal.evaluate(draft);
  return { type: 'boolean', evaluate: same };
};

/** Java's patterns that JavaScript has too; the whole text must match. */
const regex: Build = (name, given) => {
  const [subject, pattern] = given;
  if (given.length !== 2) throw wrongCount(name, '2', given.length);
  if (subject?.type !== 'text') throw wrongType(name, words.text, subject?.type ?? 'null');
  const source = pattern?.literal;
  if (typeof source !== 'string') throw new FormulaError('REGEX needs a literal pattern');
  const folded = source.startsWith('(?i)');
  const compiled = patternOf(folded ? source.slice(4) : source, folded ? 'iu' : 'u');
  const evaluate = (draft: Draft) => compiled.test(textOf(subject.evaluate(draft)));
  return { type: 'boolean', evaluate };
};

const patternOf = (source: string, flags: string): RegExp => {
  try {
    return new RegExp(`^(?:${source})$`, flags);
  } catch (error) {
    throw new FormulaError(`local-org cannot read the pattern ${source}: ${String(error)}`);
  }
};

const changed: Build = (name, given) => {
  const { own } = one(name, given);
  if (own === undefined) throw new FormulaError(`${name} needs a field of the record itself`);
  const differs = ({ before, values }: Draft) => before?.[own.slot] !== values[own.slot];
  return { type: 'boolean', evaluate: (draft) => !draft.isNew && differs(draft) };
};

const prior: Build = (name, given) => {
  const { own, type } = one(name, given);
  if (own === undefined) throw new FormulaError(`${name} needs a field of the record itself`);
  return { type, evaluate: own.before };
};

const choice: Build = (name, given) => {
  const [condition, yes, no] = given;
  if (!condition || !yes || !no || given.length > 3) throw wrongCount(name, '3', given.length);
  if (condition.type !== 'boolean') throw wrongType(name, words.boolean, condition.type);
  const type = yes.type === 'null' ? no.type : yes.type;
  if (no.type !== type && no.type !== 'null') throw wrongType(name, words[type], no.type);
  const evaluate = (draft: Draft) =>
    (condition.evaluate(draft) === true ? yes : no).evaluate(draft);
  return { type, evaluate };
};

const dayOf = (now: number): string => new Date(now).toISOString().slice(0, 10);

/** https://help.salesforce.com/s/articleView?id=platform.customize_functions.htm&type=5 */
export const functions: Readonly<Record<string, Build>> = {
  AND: every,
  OR: some,
  NOT: typed('boolean', ['boolean'], (value) => value !== true),
  ISBLANK: blank,
  ISNULL: blank,
  ISPICKVAL: picked,
  TEXT: text,
  LEN: typed('number', ['text'], (value) => textOf(value).length),
  REGEX: regex,
  CONTAINS: typed('boolean', ['text', 'text'], (whole, part) =>
    textOf(whole).includes(textOf(part)),
  ),
  BEGINS: typed('boolean', ['text', 'text'], (whole, part) =>
    textOf(whole).startsWith(textOf(part)),
  ),
  UPPER: typed('text', ['text'], (value) => textOf(value).toUpperCase()),
  LOWER: typed('text', ['text'], (value) => textOf(value).toLowerCase()),
  TRIM: typed('text', ['text'], (value) => textOf(value).trim()),
  INCLUDES: typed('boolean', ['multipicklist', 'text'], (chosen, value) =>
    textOf(chosen).split(';').includes(textOf(value)),
  ),
  IF: choice,
  ISNEW: (name, given) => {
    if (given.length > 0) throw wrongCount(name, '0', given.length);
    return { type: 'boolean', evaluate: ({ isNew }) => isNew };
  },
  ISCHANGED: changed,
  PRIORVALUE: prior,
  TODAY: (name, given) => {
    if (given.length > 0) throw wrongCount(name, '0', given.length);
    return { type: 'date', evaluate: ({ now }) => dayOf(now) };
  },
  NOW: (name, given) => {
    if (given.length > 0) throw wrongCount(name, '0', given.length);
    return { type: 'datetime', evaluate: ({ now }) => now };
  },
};
