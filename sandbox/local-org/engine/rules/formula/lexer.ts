/** A formula that local-org cannot read, or that Salesforce would refuse to save. */
export class FormulaError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'FormulaError';
  }
}

export interface Token {
  readonly kind: 'number' | 'text' | 'name' | 'sign' | 'end';
  readonly text: string;
}

const space = /^(?:\s|\/\*[\s\S]*?\*\/)+/;
const patterns: readonly (readonly [Exclude<Token['kind'], 'end'>, RegExp])[] = [
  ['number', /^(?:\d+\.?\d*|\.\d+)/],
  ['text', /^(?:"(?:[^"\\]|\\[\s\S])*"|'(?:[^'\\]|\\[\s\S])*')/],
  ['name', /^\$?[A-Za-z]\w*(?:\.\w+)*/],
  ['sign', /^(?:&&|\|\||<>|!=|<=|>=|==|[-+*/^&=<>!(),])/],
];

const escapes: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t' };

const unquote = (text: string): string =>
  text.slice(1, -1).replace(/\\([\s\S])/g, (_whole, one: string) => escapes[one] ?? one);

/** The formula's tokens; the last one is its end. */
export function tokensOf(formula: string): readonly Token[] {
  const tokens: Token[] = [];
  let rest = formula;
  for (;;) {
    rest = rest.replace(space, '');
    if (rest === '') return [...tokens, { kind: 'end', text: '' }];
    const found = patterns
      .map(([kind, pattern]) => ({ kind, text: pattern.exec(rest)?.[0] }))
      .find(({ text }) => text !== undefined);
    if (found?.text === undefined) throw new FormulaError(`Syntax error at ${rest.slice(0, 20)}`);
    const { kind, text } = found;
    tokens.push({ kind, text: kind === 'text' ? unquote(text) : text });
    rest = rest.slice(text.length);
  }
}
