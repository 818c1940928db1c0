import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { hint } from '../problem.ts';

/** Modules of the platform under `lightning/` that are no component's, from the typings that panels are checked with. */
const typings = ['types/lwc/lightning.d.ts', 'types/lwc/platform.d.ts'];
const repoRoot = path.resolve(import.meta.dirname, '../../..');

let components: readonly string[] | undefined;
let modules: readonly string[] | undefined;

/** `button-icon` of `<lightning-button-icon>`: what Salesforce publishes of its base components. */
export function tagProblem(tag: string): string | null {
  components ??= baseComponents();
  if (components.includes(tag)) return null;
  return `there is no base component lightning-${tag}${hint(tag, components)}`;
}

/** `lightning/graphql`, `@salesforce/i18n/locale`: one that nothing declares is unknown to the platform or to us. */
export function moduleProblem(specifier: string): string | null {
  modules ??= typings.flatMap(declaredModules);
  const known = modules.some((name) => matches(name, specifier));
  if (known || specifier.startsWith('./') || specifier === 'lwc') return null;
  const near = hint(specifier, modules);
  return `the platform has no module ${specifier}${near}`;
}

function matches(declared: string, specifier: string): boolean {
  return declared.endsWith('*')
    ? specifier.startsWith(declared.slice(0, -1))
    : declared === specifier;
}

function declaredModules(file: string): string[] {
  const source = fs.readFileSync(path.join(repoRoot, file), 'utf8');
  return [...source.matchAll(/^declare module '([^']+)'/gm)].map(([, name = '']) => name);
}

function baseComponents(): string[] {
  const main = createRequire(import.meta.url).resolve('lightning-base-components/package.json');
  return fs
    .readdirSync(path.join(path.dirname(main), 'src/lightning'))
    .map((name) => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`));
}
