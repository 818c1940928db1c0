import { dirname, join } from 'node:path';
import ts from 'typescript';
import { panelsRoot, repoRoot } from './bundles.ts';

/** The panels have their own tsconfig: they run in a browser, on the platform's modules. */
export function typeProblems(root = panelsRoot): string[] {
  const path = join(root, 'tsconfig.json');
  const { config, error } = ts.readConfigFile(path, (file) => ts.sys.readFile(file));
  if (error) return [format([error])];
  const parsed = ts.parseJsonConfigFileContent(config, ts.sys, dirname(path));
  const program = ts.createProgram(parsed.fileNames, parsed.options);
  const diagnostics = [...parsed.errors, ...ts.getPreEmitDiagnostics(program)];
  return diagnostics.length === 0 ? [] : [format(diagnostics)];
}

function format(diagnostics: readonly ts.Diagnostic[]): string {
  return ts
    .formatDiagnostics(diagnostics, {
      getCanonicalFileName: (file) => file,
      getCurrentDirectory: () => repoRoot,
      getNewLine: () => '\n',
    })
    .trimEnd();
}
