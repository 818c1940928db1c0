import fs from 'node:fs';
import path from 'node:path';

interface Lock {
  readonly packages: Readonly<
    Record<string, { readonly dev?: boolean; readonly version?: string }>
  >;
}

interface Bill {
  readonly components: readonly { readonly 'bom-ref': string }[];
  readonly dependencies: readonly {
    readonly ref: string;
    readonly dependsOn?: readonly string[];
  }[];
}

/** `name@version` of all that `npm ci --omit=dev` may install, on any system. */
export function productionPackages(): Set<string> {
  const file = path.join(import.meta.dirname, '../../package-lock.json');
  const { packages } = JSON.parse(fs.readFileSync(file, 'utf8')) as Lock;
  const last = (folder: string) => folder.slice(folder.lastIndexOf('node_modules/') + 13);
  const needed = Object.entries(packages).filter(([folder, { dev }]) => folder !== '' && !dev);
  return new Set(needed.map(([folder, { version }]) => `${last(folder)}@${version}`));
}

/**
 * CycloneDX 1.5 by https://docs.npmjs.com/cli/commands/npm-sbom of what the lock file calls production. Its own
 * `--omit=dev` leaves out whatever a development dependency needs too: that was four packages of five here.
 */
export async function productionBill(npm: (...args: string[]) => Promise<string>): Promise<string> {
  const kind = ['--sbom-format=cyclonedx', '--sbom-type=application'];
  const bill = JSON.parse(await npm('sbom', '--package-lock-only', ...kind)) as Bill;
  const production = productionPackages();
  const components = bill.components.filter((one) => production.has(one['bom-ref']));
  const kept = new Set(components.map((one) => one['bom-ref']));
  const dependencies = bill.dependencies
    .filter(({ ref }) => kept.has(ref) || ref.startsWith('orderlens@'))
    .map((one) => ({ ...one, dependsOn: one.dependsOn?.filter((ref) => kept.has(ref)) }));
  return JSON.stringify({ ...bill, components, dependencies }, null, 2);
}
