import ts from 'typescript';

/** A name of the org's in a module, outside of queries and imports: `node.Total__c`, `{ Status__c: … }`. */
export interface OrgName {
  /** `Total__c`, `Customer__r`; or `Case.ContactId`. */
  readonly name: string;
  /** 1-based. */
  readonly line: number;
}

export interface NamesOfModule {
  readonly names: readonly OrgName[];
  /** Lines of names that are put together at run time. */
  readonly composed: readonly number[];
}

const custom = /^\w+__[cer]$/;
const qualified = /^[A-Z]\w*\.[A-Z]\w*$/;

const found = new WeakMap<ts.SourceFile, NamesOfModule>();

export function namesIn(tree: ts.SourceFile): NamesOfModule {
  const known = found.get(tree) ?? lookFor(tree);
  found.set(tree, known);
  return known;
}

function lookFor(tree: ts.SourceFile): NamesOfModule {
  const names: OrgName[] = [];
  const composed: number[] = [];
  const look = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node)) return;
    const line = tree.getLineAndCharacterOfPosition(node.getStart(tree)).line + 1;
    const text = textOf(node);
    if (text !== null && custom.test(text)) names.push({ name: text, line });
    if (ts.isStringLiteral(node) && qualified.test(node.text))
      names.push({ name: node.text, line });
    if (ts.isTemplateExpression(node) && /__[cer]$/.test(node.templateSpans.at(-1)!.literal.text)) {
      composed.push(line);
    }
    ts.forEachChild(node, look);
  };
  look(tree);
  return { names, composed };
}

function textOf(node: ts.Node): string | null {
  const named = ts.isIdentifier(node) || ts.isStringLiteral(node);
  return named || ts.isNoSubstitutionTemplateLiteral(node) ? node.text : null;
}
