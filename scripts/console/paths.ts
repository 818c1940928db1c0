import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { repoRoot } from '../panels/bundles.ts';

export const packageRoot = join(repoRoot, 'force-app/main/default');
export const pageRoot = join(repoRoot, 'sandbox/console/page');
export const pageModules = join(pageRoot, 'lwc');
export const outDir = join(repoRoot, 'dist/console');
export const baseComponents = dirname(
  fileURLToPath(import.meta.resolve('lightning-base-components/package.json')),
);
