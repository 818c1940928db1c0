import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Plugin } from 'vite';
import { bundles } from '../panels/bundles.ts';
import { readApp, readRecordPage } from './metadata.ts';
import type { Region } from './metadata.ts';
import { packageRoot } from './paths.ts';

const id = 'virtual:orderlens-package';

/** What the page needs of the package: its app, and the record pages with the panels that stand on them. */
export function packageMetadata(): Plugin {
  return {
    name: 'package-metadata',
    enforce: 'pre',
    resolveId: (source) => (source === id ? `\0${id}` : undefined),
    async load(source) {
      if (source !== `\0${id}`) return undefined;
      const app = await readApp(await read('applications/Orderlens.app-meta.xml'), read);
      const pages = Object.entries(app.pages).map(async ([object, page]) => {
        const xml = await read(`flexipages/${page}.flexipage-meta.xml`);
        return [object, readRecordPage(xml).regions] as const;
      });
      return moduleCode(app, Object.fromEntries(await Promise.all(pages)));
    },
  };
}

function read(path: string): Promise<string> {
  return readFile(join(packageRoot, path), 'utf8');
}

/** The panels are imported by name: what no FlexiPage places is not in the page. */
function moduleCode(app: object, pages: Readonly<Record<string, readonly Region[]>>): string {
  const ours = new Set(bundles());
  const placed = Object.values(pages)
    .flat()
    .flatMap(({ items }) => items.map(({ component }) => component))
    .filter((component) => ours.has(component));
  const names = [...new Set(placed)];
  return [
    ...names.map((name, index) => `import Panel${index} from 'c/${name}';`),
    `export const app = ${JSON.stringify(app)};`,
    `export const pages = ${JSON.stringify(pages)};`,
    `export const panels = { ${names.map((name, index) => `${name}: Panel${index}`).join(', ')} };`,
  ].join('\n');
}
