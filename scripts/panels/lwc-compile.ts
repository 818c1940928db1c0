import { readFile } from 'node:fs/promises';
import { basename, relative, sep } from 'node:path';
import { transform } from '@lwc/compiler';
import type { TransformOptions } from '@lwc/compiler';
import { bundles, filesOf, panelsRoot, repoRoot } from './bundles.ts';
import { stripTypes } from './strip-types.ts';
import type { PanelProblem } from './type-check.ts';

/** Passes every file of every bundle through the LWC compiler; tells each that it refuses or warns about. */
export async function compileCheck(
  root = panelsRoot,
  projectRoot = repoRoot,
): Promise<PanelProblem[]> {
  const checks = bundles(root).flatMap((bundle) =>
    ['.ts', '.html', '.css'].flatMap((extension) =>
      filesOf(bundle, extension, root).map((file) => compile(file, bundle, projectRoot)),
    ),
  );
  return (await Promise.all(checks)).flat();
}

async function compile(file: string, bundle: string, projectRoot: string): Promise<PanelProblem[]> {
  const source = await readFile(file, 'utf8');
  const isScript = file.endsWith('.ts');
  const code = isScript ? stripTypes(source, file) : source;
  const options: TransformOptions = { namespace: 'c', name: bundle, apiVersion: 66 };
  const name = relative(projectRoot, file).split(sep).join('/');
  const told = (message: string, location?: { line: number }): PanelProblem => {
    return { file: name, line: location?.line ?? 1, message };
  };
  try {
    const asFile = isScript ? basename(file).replace(/\.ts$/, '.js') : basename(file);
    const { warnings } = await transform(code, asFile, options);
    return (warnings ?? []).map(({ message, location }) => told(message, location));
  } catch (error) {
    const { message, location } = error as Error & { location?: { line: number } };
    return [told(message, location)];
  }
}
