import ts from 'typescript';

const parsed = new Map<string, ts.SourceFile>();

/** The tree of a module. Several checks look into each, and a file that has not changed since is not parsed again. */
export function parseModule(file: string, source: string): ts.SourceFile {
  const known = parsed.get(file);
  if (known?.text === source) return known;
  const tree = ts.createSourceFile(file, source, ts.ScriptTarget.Latest, true);
  parsed.set(file, tree);
  return tree;
}
