import { LocalOrgEngine } from './org.ts';
import type { Org } from './types.ts';

export interface OrgOptions {
  /** A package in source format (`force-app/main/default`); null: standard objects only. */
  readonly packageDir: string | null;
  /** The org's file, made where it does not exist, or `:memory:`. */
  readonly file: string;
}

/** Opens an org. A file that holds one already keeps its data, its users and its count of ids. */
export function createOrg({ file, packageDir }: OrgOptions): Org {
  const org = new LocalOrgEngine(file);
  if (packageDir !== null) org.addPackage(packageDir);
  return org;
}
