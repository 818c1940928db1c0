import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Plugin } from 'vite';
import { bundles } from '../panels/bundles.ts';
import { readApp, readRecordPage } from './metadata.ts';
import type { Region } from './metadata.ts';
import { packageRoot } from './paths.ts';

const id = 'virtual:orderlens-package';

/** What the page needs of the package: its app, and the Account record page with the panels that stand on it. */
export function packageMetadata(): Plugin {
  return {
    name: 'package-metadata',
    enforce: 'pre',
    resolveId: (source) => (source === id ? `\0${id}` : undefined),
    async load(source) {
      if (source !== `\0${id}`) return undefined;
      const app = await readApp(await read('applications/Orderlens.app-meta.xml'), read);
      const page = readRecordPage(await read(`flexipages/${app.accountPage}.flexipage-meta.xml`));
      return moduleCode(app, page.regions);
    },
  };
}

function read(path: string): Promise<string> {
  return readFile(join(packageRoot, path), 'utf8');
}

/** The panels are imported by name: what the FlexiPage does not place is not in the page. */
function moduleCode(app: object, regions: readonly Region[]): string {
  const ours = new Set(bundles());
  const placed = regions
    .flatMap(({ items }) => items.map(({ component }) => component))
    .filter((component) => ours.has(component));
  const names = [...new Set(placed)];
  return [
    ...names.map((name, index) => `import Panel${index} from 'c/${name}';`),
    `export const app = ${JSON.stringify(app)};`,
    `export const regions = ${JSON.stringify(regions)};`,
    `export const panels = { ${names.map((name, index) => `${name}: Panel${index}`).join(', ')} };`,
  ].join('\n');
}
