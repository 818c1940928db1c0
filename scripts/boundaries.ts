import fs from 'node:fs';
import path from 'node:path';
import ts from 'typescript';

/** A source file: path from the root of the repository, with forward slashes. */
export interface SourceFile {
  readonly file: string;
  readonly source: string;
}

export interface Violation {
  readonly file: string;
  /** 1-based. */
  readonly line: number;
  readonly message: string;
}

/** What a folder of middleware may import besides itself: folders, or one file of a folder. */
const arrows: Readonly<Record<string, readonly string[]>> = {
  model: [],
  common: [],
  connectors: ['model', 'common'],
  identity: ['model', 'common'],
  metrics: ['model', 'common'],
  automation: ['model', 'common'],
  mapping: [
    ...['model', 'common/errors.ts', 'common/money.ts', 'common/redact.ts'],
    'salesforce/record.ts',
  ],
  salesforce: ['common'],
  store: ['common', 'model'],
  sync: [
    'model',
    'common',
    'identity',
    'metrics',
    'automation',
    'mapping',
    'salesforce',
    'store',
    'connectors/connector.ts',
  ],
  http: ['common', 'sync', 'store', 'connectors/connector.ts'],
  'config.ts': [
    'common',
    'model',
    'connectors/connector.ts',
    'connectors/index.ts',
    'secrets.ts',
    'events-config.ts',
    'http-config.ts',
    'payload-config.ts',
    'http/settings.ts',
    'store/payloads.ts',
  ],
};

const readsEnvironment = ['middleware/main.ts', 'middleware/cli.ts'];
const panelModules = /^(lwc$|lightning\/|@salesforce\/|c\/)/;

interface Import {
  readonly specifier: string;
  readonly line: number;
}

/** Every place where the sources break the arrows of docs/architecture.md, in the order of the files. */
export function boundaryViolations(files: readonly SourceFile[]): Violation[] {
  return files.flatMap(({ file, source }) => {
    const tree = ts.createSourceFile(file, source, ts.ScriptTarget.Latest, true);
    const broken = importsOf(tree).flatMap(({ specifier, line }) => {
      const message = forbidden(file, specifier);
      return message === null ? [] : [{ file, line, message }];
    });
    return [...broken, ...environmentReads(file, tree)];
  });
}

/** Tests wire up whatever they need; fixtures are started by tests. */
export function isTest(file: string): boolean {
  return /\.test\.ts$|-contract\.ts$|\/(__tests__|fixtures)\//.test(file);
}

function forbidden(file: string, specifier: string): string | null {
  const [area = ''] = file.split('/');
  const target = specifier.startsWith('.')
    ? path.posix.join(path.posix.dirname(file), specifier)
    : null;
  if (area === 'sandbox') return fromSandbox(target);
  if (isTest(file)) return null;
  if (area === 'force-app') return fromPanel(file, specifier, target);
  return target === null ? fromPackage(file, specifier) : fromMiddleware(file, target);
}

function fromSandbox(target: string | null): string | null {
  if (target === null || target.startsWith('sandbox/')) return null;
  return `the sandbox stands in for the outside world and imports nothing else of ours, not ${target}`;
}

function fromPanel(file: string, specifier: string, target: string | null): string | null {
  if (target === null) {
    return panelModules.test(specifier) ? null : `a panel cannot load ${specifier} in an org`;
  }
  if (target.startsWith(`${path.posix.dirname(file)}/`)) return null;
  return `a panel imports its own bundle by ./ and others as c/…, not ${target}`;
}

function fromPackage(file: string, specifier: string): string | null {
  const folder = file.split('/')[1] ?? '';
  if (folder === 'model') return `model imports nothing, not even ${specifier}`;
  const allowed = folder === 'salesforce' || isRim(file);
  return specifier === 'jsforce' && !allowed ? 'only middleware/salesforce speaks jsforce' : null;
}

/** main.ts, cli.ts and what they are cut into: they wire everything. */
function isRim(file: string): boolean {
  return /^middleware\/([^/]+\.ts|cli\/.*)$/.test(file) && file !== 'middleware/config.ts';
}

function fromMiddleware(file: string, target: string): string | null {
  if (!target.startsWith('middleware/')) {
    return `product code imports only middleware, not ${target}`;
  }
  if (isRim(file)) return null;
  const from = file.split('/')[1] ?? '';
  const to = target.slice('middleware/'.length);
  const allowed = arrows[from];
  if (allowed === undefined) return `no arrow is drawn for middleware/${from}: add it to ${here}`;
  if (to.startsWith(`${from}/`)) return from === 'connectors' ? betweenConnectors(file, to) : null;
  if (allowed.some((name) => to === name || to.startsWith(`${name}/`))) return null;
  return `${from} may import ${allowed.join(', ') || 'nothing of ours'}, not ${to}`;
}

const here = 'scripts/boundaries.ts';

function betweenConnectors(file: string, to: string): string | null {
  const [, , platform = '', inside] = file.split('/');
  const [, other = '', otherInside] = to.split('/');
  if (inside === undefined) {
    const lists = platform === 'index.ts' || otherInside === undefined;
    return lists ? null : `only connectors/index.ts names a platform, not ${platform}`;
  }
  if (otherInside !== undefined && other !== platform) {
    return `connector ${platform} imports another connector, ${other}`;
  }
  return other === 'index.ts' ? `connector ${platform} imports the list of all connectors` : null;
}

/** What a file imports, as it names it: packages, Node's own modules, relative paths. */
export function importedModules({ file, source }: SourceFile): string[] {
  const tree = ts.createSourceFile(file, source, ts.ScriptTarget.Latest, true);
  return importsOf(tree).map(({ specifier }) => specifier);
}

function importsOf(tree: ts.SourceFile): Import[] {
  const found: Import[] = [];
  visit(tree, (node) => {
    const name = moduleName(node);
    if (name !== undefined && ts.isStringLiteralLike(name)) {
      found.push({ specifier: name.text, line: lineOf(tree, name) });
    }
  });
  return found;
}

function moduleName(node: ts.Node): ts.Node | undefined {
  if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) return node.moduleSpecifier;
  if (ts.isImportTypeNode(node)) {
    return ts.isLiteralTypeNode(node.argument) ? node.argument.literal : undefined;
  }
  if (!ts.isCallExpression(node)) return undefined;
  const loads =
    node.expression.kind === ts.SyntaxKind.ImportKeyword || node.expression.getText() === 'require';
  return loads ? node.arguments[0] : undefined;
}

function environmentReads(file: string, tree: ts.SourceFile): Violation[] {
  const checked = /^(middleware|force-app)\//.test(file) && !isTest(file);
  if (!checked || readsEnvironment.includes(file)) return [];
  const found: Violation[] = [];
  visit(tree, (node) => {
    if (!readsEnv(node)) return;
    const message = `only ${readsEnvironment.join(' and ')} read process.env: take it as an argument`;
    found.push({ file, line: lineOf(tree, node), message });
  });
  return found;
}

function readsEnv(node: ts.Node): boolean {
  if (ts.isPropertyAccessExpression(node)) {
    return node.name.text === 'env' && isProcess(node.expression);
  }
  if (ts.isElementAccessExpression(node)) {
    const key = node.argumentExpression;
    return isProcess(node.expression) && ts.isStringLiteralLike(key) && key.text === 'env';
  }
  if (ts.isVariableDeclaration(node)) {
    const from = node.initializer;
    return from !== undefined && isProcess(from) && bindsEnv(node.name);
  }
  if (!ts.isImportDeclaration(node) || !ts.isStringLiteral(node.moduleSpecifier)) return false;
  const names = node.importClause?.namedBindings;
  if (!/^(node:)?process$/.test(node.moduleSpecifier.text)) return false;
  if (names === undefined || !ts.isNamedImports(names)) return false;
  return names.elements.some((name) => (name.propertyName ?? name.name).text === 'env');
}

function isProcess(node: ts.Expression): boolean {
  return /^(globalThis\.)?process$/.test(node.getText());
}

function bindsEnv(name: ts.BindingName): boolean {
  if (!ts.isObjectBindingPattern(name)) return false;
  return name.elements.some((part) => (part.propertyName ?? part.name).getText() === 'env');
}

function visit(node: ts.Node, look: (node: ts.Node) => void): void {
  look(node);
  ts.forEachChild(node, (child) => {
    visit(child, look);
  });
}

function lineOf(tree: ts.SourceFile, node: ts.Node): number {
  return tree.getLineAndCharacterOfPosition(node.getStart()).line + 1;
}

/** All TypeScript of middleware, sandbox and force-app under a root. */
export function sourcesOf(root: string): SourceFile[] {
  return ['middleware', 'sandbox', 'force-app'].flatMap((area) => {
    const folder = path.join(root, area);
    if (!fs.existsSync(folder)) return [];
    const names = fs.readdirSync(folder, { recursive: true, encoding: 'utf8' });
    return names
      .filter((name) => name.endsWith('.ts') && !name.split(path.sep).includes('node_modules'))
      .map((name) => path.posix.join(area, name.split(path.sep).join('/')))
      .sort()
      .map((file) => ({ file, source: fs.readFileSync(path.join(root, file), 'utf8') }));
  });
}
