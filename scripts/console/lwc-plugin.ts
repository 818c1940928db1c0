import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import rollupPlugin from '@lwc/rollup-plugin';
import type { RollupLwcOptions } from '@lwc/rollup-plugin';
import type { Plugin } from 'vite';
import { bundles, panelsRoot, repoRoot } from '../panels/bundles.ts';
import { stripTypes } from '../panels/strip-types.ts';
import { baseComponents, pageModules, pageRoot } from './paths.ts';

export interface ModuleAlias {
  readonly name: string;
  readonly path: string;
}

interface Context {
  warn(message: unknown): void;
}

/** The hooks of Salesforce's Rollup plugin that we pass calls on to. */
interface Hooks {
  buildStart(this: unknown, options: { input: object }): void;
  resolveId(this: unknown, source: string, importer?: string): string | undefined;
  load(this: unknown, id: string): string | undefined;
  transform(this: unknown, code: string, id: string): { code: string; map?: unknown } | undefined;
}

// The package is CommonJS whose exports are the function itself, which its typings do not say.
const createHooks = rollupPlugin as unknown as (options: RollupLwcOptions) => Hooks;

/** Keeps Vite's own pipelines for .html and .css away from templates and component styles. */
const suffix = '.lwc.js';
const wrap = (id: string): string => {
  const [file = id, query] = id.split('?', 2);
  if (!/\.(html|css)$/.test(file)) return id;
  return `${file}${query?.includes('scoped=true') ? '.scoped' : ''}${suffix}`;
};
const unwrap = (id: string): string => {
  if (!id.endsWith(suffix)) return id;
  const file = id.slice(0, -suffix.length);
  return file.endsWith('.scoped') ? `${file.slice(0, -'.scoped'.length)}?scoped=true` : file;
};

const pathOf = (id: string): string => id.split('?', 1)[0] ?? id;
const ownRoots = [panelsRoot, pageModules, join(pageRoot, 'platform')];
const isComponentCode = (file: string): boolean =>
  [...ownRoots, baseComponents].some((root) => file.startsWith(root));

/**
 * SFDX calls its folder `lwc`, while templates say `c-…`: one alias a bundle. The compiled module is what is drawn; where
 * there is none, the bundle is styles that others import.
 */
export function panelModules(): ModuleAlias[] {
  return bundles().map((name) => {
    const file = (extension: string) => join(panelsRoot, name, `${name}.${extension}`);
    return { name: `c/${name}`, path: existsSync(file('ts')) ? file('js') : file('css') };
  });
}

const platformNames = [
  'graphql',
  'uiObjectInfoApi',
  'uiRecordApi',
  'navigation',
  'pageReferenceUtils',
  'platformShowToastEvent',
] as const;

/** What the platform provides at run time and the base components' package does not. */
export function platformModules(): ModuleAlias[] {
  const file = (name: string) => join(pageRoot, 'platform', `${name}.ts`);
  return [
    ...platformNames.map((name) => ({
      name: `lightning/${name}`,
      path: file(name),
    })),
    // The base components come with a user in Los Angeles who reads American.
    { name: '@salesforce/i18n/timeZone', path: file('timeZone') },
    { name: '@salesforce/i18n/locale', path: file('locale') },
  ];
}

/** Salesforce's LWC compiler inside Vite, for panels (compiled), the page (TypeScript) and the base components. */
export function lwc(modules: readonly ModuleAlias[]): Plugin {
  const hooks = createHooks({
    rootDir: pageModules,
    sourcemap: true,
    modules: [...modules, { dir: pageModules }, { npm: 'lightning-base-components' }],
    // The base components use both.
    enableDynamicComponents: true,
    enableSyntheticElementInternals: true,
    apiVersion: 66,
  });
  return {
    name: 'lwc',
    enforce: 'pre',
    buildStart() {
      hooks.buildStart.call(this, { input: {} });
    },
    resolveId: (source, importer) => resolve(hooks, source, importer),
    load(id) {
      return load(hooks, quiet(this, id), id);
    },
    transform(code, id) {
      return transform(hooks, quiet(this, id), code, id);
    },
  };
}

function resolve(hooks: Hooks, source: string, importer?: string): string | undefined {
  if (source.startsWith('\0') || source.startsWith('virtual:')) return undefined;
  if (source.endsWith(suffix)) return source.startsWith(repoRoot) ? source : undefined;
  const from = importer && unwrap(importer);
  const isPath = source.startsWith('.') || source.startsWith('/');
  const isTemplate = source.endsWith('.html') && isComponentCode(source);
  if (isPath && !isTemplate && !(from && isComponentCode(pathOf(from)))) return undefined;
  const id = hooks.resolveId.call(undefined, source, from);
  return id && wrap(id);
}

function load(hooks: Hooks, context: Context, id: string): string | undefined {
  const real = unwrap(id);
  const file = pathOf(real);
  const isTheirs = real !== id || id.includes('specifier=') || id.includes('@lwc/resources');
  if (!isTheirs) return undefined;
  const code = hooks.load.call(context, real);
  return code ?? (existsSync(file) ? readFileSync(file, 'utf8') : undefined);
}

function transform(hooks: Hooks, context: Context, code: string, id: string) {
  const real = unwrap(id);
  const file = pathOf(real);
  const isEmptyStyle = file.includes('@lwc/resources') && file.endsWith('.css');
  if (!isEmptyStyle && (!isComponentCode(file) || file.includes('@lwc/resources')))
    return undefined;
  const plain = file.endsWith('.ts') ? stripTypes(code, file) : code;
  const result = hooks.transform.call(context, plain, real);
  return result && { code: result.code, map: (result.map ?? { mappings: '' }) as { mappings: '' } };
}

/** Somebody else's warnings about somebody else's code help nobody here. */
function quiet(context: Context, id: string): Context {
  return {
    warn: (message) => {
      if (!id.includes('/node_modules/')) context.warn(message);
    },
  };
}
