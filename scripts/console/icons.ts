import { existsSync } from 'node:fs';
import { mkdir, readFile, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { panelsRoot, repoRoot } from '../panels/bundles.ts';
import type { ModuleAlias } from './lwc-plugin.ts';
import { baseComponents, pageModules } from './paths.ts';

const categories = ['action', 'custom', 'doctype', 'standard', 'utility'] as const;
const outDir = join(repoRoot, 'dist/console-icons');

/**
 * The base components carry some 5,000 icons as templates, all of them imported by five modules. These stand in for the
 * five and import only the icons that a source names.
 */
export async function iconModules(): Promise<ModuleAlias[]> {
  const ours = await usedIcons([panelsRoot, pageModules]);
  const unknown = [...ours].filter((icon) => !hasTemplate(icon));
  if (unknown.length > 0) throw new Error(`No such icon: ${unknown.join(', ')}`);
  const used = new Set([...ours, ...(await usedIcons([join(baseComponents, 'src/lightning')]))]);
  await mkdir(outDir, { recursive: true });
  const modules = categories.flatMap((category) => [
    write(category, '', namesOf(used, category)),
    // Right-to-left languages have some icons of their own; the console is left-to-right.
    write(category, 'Rtl', []),
  ]);
  return Promise.all(modules);
}

async function usedIcons(roots: readonly string[]): Promise<Set<string>> {
  const used = new Set<string>();
  for (const root of roots) {
    for (const file of await readdir(root, { recursive: true })) {
      if (!/\.(js|ts|html)$/.test(file) || /iconSvgTemplates|__/.test(file)) continue;
      const source = await readFile(join(root, file), 'utf8');
      for (const [icon] of source.matchAll(/\b(action|custom|doctype|standard|utility):\w+/g)) {
        used.add(icon);
      }
    }
  }
  return used;
}

function namesOf(used: ReadonlySet<string>, category: string): string[] {
  return [...used]
    .filter((icon) => icon.startsWith(`${category}:`))
    .filter(hasTemplate)
    .map((icon) => icon.slice(category.length + 1))
    .sort();
}

function hasTemplate(icon: string): boolean {
  const [category = '', name = ''] = icon.split(':');
  return existsSync(templateOf(category, name));
}

function folderOf(category: string): string {
  return `iconSvgTemplates${category.charAt(0).toUpperCase()}${category.slice(1)}`;
}

function templateOf(category: string, name: string): string {
  const folder = folderOf(category);
  return join(baseComponents, `src/lightning/${folder}/buildTemplates/${category}/${name}.html`);
}

async function write(
  category: string,
  direction: '' | 'Rtl',
  names: readonly string[],
): Promise<ModuleAlias> {
  const module = `${folderOf(category)}${direction}`;
  const path = join(outDir, `${module}.js`);
  const imports = names.map(
    (name) => `import ${category}_${name} from ${JSON.stringify(templateOf(category, name))};`,
  );
  const exported = names.map((name) => `${category}_${name}`).join(', ');
  await writeFile(path, [...imports, `export default { ${exported} };`, ''].join('\n'));
  return { name: `lightning/${module}`, path };
}
