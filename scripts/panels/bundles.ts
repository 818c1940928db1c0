import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const repoRoot = fileURLToPath(new URL('../../', import.meta.url));
export const panelsRoot = join(repoRoot, 'force-app/main/default/lwc');

/** Folders of lwc/: one a component or module. */
export function bundles(root = panelsRoot): string[] {
  if (!existsSync(root)) return [];
  return readdirSync(root, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && !entry.name.startsWith('__'))
    .map((entry) => entry.name)
    .sort();
}

/** A bundle's own files, tests left out. */
export function filesOf(bundle: string, extension: string, root = panelsRoot): string[] {
  return readdirSync(join(root, bundle))
    .filter((file) => file.endsWith(extension) && !file.endsWith(`.d${extension}`))
    .sort()
    .map((file) => join(root, bundle, file));
}
