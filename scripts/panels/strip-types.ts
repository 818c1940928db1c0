import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { relative } from 'node:path';
import ts from 'typescript';
import { bundles, filesOf, panelsRoot, repoRoot } from './bundles.ts';

interface Compiled {
  readonly target: string;
  readonly code: string;
}

/** Only types go: decorators and fields stay as written, because the LWC compiler gives them their meaning. */
export function stripTypes(source: string, fileName: string): string {
  const { outputText } = ts.transpileModule(source, {
    fileName,
    compilerOptions: {
      target: ts.ScriptTarget.ESNext,
      module: ts.ModuleKind.ESNext,
      experimentalDecorators: false,
      useDefineForClassFields: true,
      verbatimModuleSyntax: true,
    },
  });
  return outputText;
}

async function compiled(root: string): Promise<Compiled[]> {
  const sources = bundles(root).flatMap((bundle) => filesOf(bundle, '.ts', root));
  return Promise.all(
    sources.map(async (file) => ({
      target: file.replace(/\.ts$/, '.js'),
      code: stripTypes(await readFile(file, 'utf8'), file),
    })),
  );
}

async function isFresh({ target, code }: Compiled): Promise<boolean> {
  return existsSync(target) && (await readFile(target, 'utf8')) === code;
}

/** Writes each `.js` whose content would change; returns their paths. */
export async function writeStale(root = panelsRoot): Promise<string[]> {
  const written: string[] = [];
  for (const module of await compiled(root)) {
    if (await isFresh(module)) continue;
    await writeFile(module.target, module.code);
    written.push(module.target);
  }
  return written;
}

/** Compared by content, because times of files mean nothing after a checkout. */
export async function staleFiles(root = panelsRoot): Promise<string[]> {
  const modules = await compiled(root);
  const problems: string[] = [];
  for (const module of modules) {
    if (await isFresh(module)) continue;
    const name = relative(repoRoot, module.target);
    const state = existsSync(module.target) ? 'is stale' : 'is missing';
    problems.push(`${name} ${state}: run npm run build`);
  }
  const targets = new Set(modules.map(({ target }) => target));
  const orphans = bundles(root)
    .flatMap((bundle) => filesOf(bundle, '.js', root))
    .filter((file) => !targets.has(file));
  return [
    ...problems,
    ...orphans.map((file) => `${relative(repoRoot, file)} has no .ts it comes from: delete it`),
  ];
}
