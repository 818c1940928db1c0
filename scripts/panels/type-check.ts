import { dirname, join, relative, sep } from 'node:path';
import ts from 'typescript';
import { panelsRoot, repoRoot } from './bundles.ts';

export interface PanelProblem {
  /** Relative to the root of the project. */
  readonly file: string;
  /** 1-based. */
  readonly line: number;
  readonly message: string;
}

/** The panels have their own tsconfig: they run in a browser, on the platform's modules. */
export function typeProblems(root = panelsRoot, projectRoot = repoRoot): PanelProblem[] {
  const path = join(root, 'tsconfig.json');
  const config = ts.readConfigFile(path, (file) => ts.sys.readFile(file));
  const parsed = ts.parseJsonConfigFileContent(config.config ?? {}, ts.sys, dirname(path));
  const program = ts.createProgram(parsed.fileNames, parsed.options);
  const diagnostics = config.error
    ? [config.error]
    : [...parsed.errors, ...ts.getPreEmitDiagnostics(program)];
  return diagnostics.map(({ file, start, messageText, code }) => ({
    file: relative(projectRoot, file?.fileName ?? path)
      .split(sep)
      .join('/'),
    line: (file?.getLineAndCharacterOfPosition(start ?? 0).line ?? 0) + 1,
    message: `TS${code}: ${ts.flattenDiagnosticMessageText(messageText, ' ')}`,
  }));
}
