import { readFile } from 'node:fs/promises';
import { basename, relative } from 'node:path';
import { transform } from '@lwc/compiler';
import type { TransformOptions } from '@lwc/compiler';
import { bundles, filesOf, panelsRoot, repoRoot } from './bundles.ts';
import { stripTypes } from './strip-types.ts';

/** Passes every file of every bundle through the LWC compiler; one line for each that it refuses or warns about. */
export async function compileCheck(root = panelsRoot): Promise<string[]> {
  const checks = bundles(root).flatMap((bundle) =>
    ['.ts', '.html', '.css'].flatMap((extension) =>
      filesOf(bundle, extension, root).map((file) => compile(file, bundle)),
    ),
  );
  return (await Promise.all(checks)).flat();
}

async function compile(file: string, bundle: string): Promise<string[]> {
  const source = await readFile(file, 'utf8');
  const isScript = file.endsWith('.ts');
  const code = isScript ? stripTypes(source, file) : source;
  const options: TransformOptions = { namespace: 'c', name: bundle, apiVersion: 66 };
  const name = relative(repoRoot, file);
  try {
    const asFile = isScript ? basename(file).replace(/\.ts$/, '.js') : basename(file);
    const { warnings } = await transform(code, asFile, options);
    return (warnings ?? []).map(({ message }) => `${name}: ${message}`);
  } catch (error) {
    return [`${name}: ${error instanceof Error ? error.message : String(error)}`];
  }
}
