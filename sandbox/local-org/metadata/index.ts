import type { Request, Router } from 'express';
import type { DeployableOrg } from '../engine/deployment.ts';
import type { Session } from '../engine/types.ts';
import { restore } from './deployment.ts';
import { Deployments } from './deployments.ts';
import { metadataRest } from './rest.ts';
import { Retrievals } from './retrievals.ts';
import { seeding } from './seed.ts';
import { metadataSoap } from './soap.ts';

export interface MetadataApiParts {
  readonly org: DeployableOrg;
  /** The package that the org started with, in source format. */
  readonly packageDir: string | null;
  now(): Date;
  sessionOf(request: Request): Session;
  sessionFor(token: string): Session | undefined;
}

/** The Metadata API over SOAP, to be mounted at the root, and over REST, at `/services/data/vXX.0`. */
export interface MetadataApi {
  readonly soap: Router;
  readonly rest: Router;
  stop(): Promise<void>;
}

/** Gives the org what was deployed to it before it was closed. To be called before anybody uses it. */
export { restore };

export const metadataApi = (parts: MetadataApiParts): MetadataApi => {
  const { now, org, packageDir, sessionFor, sessionOf } = parts;
  const ready = seeding(org, packageDir);
  const deployments = new Deployments({ org, now, ready });
  const { components } = org;
  const retrievals = new Retrievals(components);
  return {
    soap: metadataSoap({ deployments, retrievals, components, ready, sessionFor }),
    rest: metadataRest(deployments, sessionOf),
    stop: () => deployments.stop(),
  };
};
