import { FormulaError, type Token, tokensOf } from './lexer.ts';

export type Formula =
  | { readonly kind: 'literal'; readonly value: string | number | boolean | null }
  /** `Status__c`, `Order__r.Status__c`. */
  | { readonly kind: 'field'; readonly path: readonly string[] }
  | { readonly kind: 'call'; readonly name: string; readonly arguments: readonly Formula[] };

/** Operators by how tightly they bind, loosest first. */
const levels: readonly (readonly string[])[] = [
  ['||'],
  ['&&'],
  ['=', '==', '<>', '!='],
  ['<', '<=', '>', '>='],
  ['+', '-', '&'],
  ['*', '/'],
  ['^'],
];

const words: Readonly<Record<string, boolean | null>> = { TRUE: true, FALSE: false, NULL: null };

/** `&&` and AND() are one and the same, as are `==` and `=`. */
const names: Readonly<Record<string, string>> = { '&&': 'AND', '||': 'OR', '==': '=', '!=': '<>' };

class Parser {
  readonly #tokens: readonly Token[];
  #at = 0;

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
  }

  formula(): Formula {
    const formula = this.#binary(0);
    if (this.#peek().kind !== 'end') throw this.#unexpected();
    return formula;
  }

  #peek(): Token {
    return this.#tokens[this.#at] ?? { kind: 'end', text: '' };
  }

  #unexpected(): FormulaError {
    const { kind, text } = this.#peek();
    return new FormulaError(`Syntax error: unexpected ${kind === 'end' ? 'end' : `'${text}'`}`);
  }

  #takes(sign: string): boolean {
    const { kind, text } = this.#peek();
    if (kind !== 'sign' || text !== sign) return false;
    this.#at++;
    return true;
  }

  #needs(sign: string): void {
    if (!this.#takes(sign)) throw this.#unexpected();
  }

  #binary(level: number): Formula {
    const signs = levels[level];
    if (signs === undefined) return this.#unary();
    let left = this.#binary(level + 1);
    for (;;) {
      const sign = signs.find((one) => this.#takes(one));
      if (sign === undefined) return left;
      const name = names[sign] ?? sign;
      left = { kind: 'call', name, arguments: [left, this.#binary(level + 1)] };
    }
  }

  #unary(): Formula {
    if (this.#takes('!')) return { kind: 'call', name: 'NOT', arguments: [this.#unary()] };
    if (this.#takes('-')) {
      const zero: Formula = { kind: 'literal', value: 0 };
      return { kind: 'call', name: '-', arguments: [zero, this.#unary()] };
    }
    if (this.#takes('+')) return this.#unary();
    return this.#primary();
  }

  #primary(): Formula {
    const { kind, text } = this.#peek();
    if (this.#takes('(')) {
      const inner = this.#binary(0);
      this.#needs(')');
      return inner;
    }
    if (kind === 'end' || kind === 'sign') throw this.#unexpected();
    this.#at++;
    if (kind === 'number') return { kind: 'literal', value: Number(text) };
    if (kind === 'text') return { kind: 'literal', value: text };
    if (this.#takes('('))
      return { kind: 'call', name: text.toUpperCase(), arguments: this.#rest() };
    const word = words[text.toUpperCase()];
    if (word !== undefined) return { kind: 'literal', value: word };
    return { kind: 'field', path: text.split('.') };
  }

  /** Arguments behind an open bracket. */
  #rest(): Formula[] {
    if (this.#takes(')')) return [];
    const found = [this.#binary(0)];
    while (this.#takes(',')) found.push(this.#binary(0));
    this.#needs(')');
    return found;
  }
}

/** Throws FormulaError. https://help.salesforce.com/s/articleView?id=platform.customize_functions.htm&type=5 */
export function parseFormula(formula: string): Formula {
  return new Parser(tokensOf(formula)).formula();
}
