import type { DeployableOrg } from '../engine/deployment.ts';
import { unpack } from './archive.ts';
import { readComponents } from './components.ts';
import { deploymentOf } from './deployment.ts';

/**
 * An org that starts with a package has it as files of source format: the first call of this API has Salesforce's own
 * library turn them into components.
 */
export function seeding(org: DeployableOrg, packageDir: string | null): () => Promise<void> {
  let seeded: Promise<void> | undefined;
  return () => (seeded ??= packageDir === null ? Promise.resolve() : seed(org, packageDir));
}

async function seed(org: DeployableOrg, packageDir: string): Promise<void> {
  const library = await import('@salesforce/source-deploy-retrieve');
  const set = library.ComponentSet.fromSource(packageDir);
  const { zipBuffer } = await new library.MetadataConverter().convert(set, 'metadata', {
    type: 'zip',
  });
  if (zipBuffer === undefined) throw new Error(`${packageDir} could not be converted`);
  const { components } = readComponents(await unpack(zipBuffer));
  // What was deployed since the org was made stays as it was deployed.
  const missing = components.filter(({ fullName, type }) => !org.components.has(type, fullName));
  const { components: kept } = deploymentOf(org, missing, []);
  org.deploy({
    ...{ objects: [], events: [], flows: [], permissionSets: [], removed: [] },
    components: kept,
  });
}
