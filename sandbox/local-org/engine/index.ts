import type { DeployableOrg } from './deployment.ts';
import type { EventOrg } from './flows/bus.ts';
import type { AdminOrg } from './rules/admin-org.ts';
import { LocalOrgEngine } from './org.ts';
import { type FeatureChoice, Features } from './features/features.ts';

export interface OrgOptions extends FeatureChoice {
  /** A package in source format (`force-app/main/default`); null: standard objects only. */
  readonly packageDir: string | null;
  /** The org's file, made where it does not exist, or `:memory:`. */
  readonly file: string;
  /** How much its records may take up; without it, any amount. */
  readonly storageBytes?: number;
}

/** Opens an org. A file that holds one already keeps its data, its users and its count of ids. */
export function createOrg({
  file,
  packageDir,
  storageBytes = Infinity,
  ...features
}: OrgOptions): DeployableOrg & EventOrg & AdminOrg {
  const org = new LocalOrgEngine(file, storageBytes, new Features(features));
  if (packageDir !== null) org.addPackage(packageDir);
  return org;
}
