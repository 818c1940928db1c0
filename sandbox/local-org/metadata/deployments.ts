import type { DeployableOrg } from '../engine/deployment.ts';
import { find } from '../engine/find.ts';
import { makeKey, toId } from '../engine/ids.ts';
import { ApiError, type Session } from '../engine/types.ts';
import { rule } from '../rules/rule.ts';
import { isDone, type DeployJob, type DeployOptions } from './job.ts';
import { runDeployment } from './run.ts';

/** What a client leaves out: https://developer.salesforce.com/docs/atlas.en-us.api_meta.meta/api_meta/meta_deploy.htm */
export function optionsOf(given: Readonly<Record<string, unknown>>): DeployOptions {
  const yes = (name: string): boolean => String(given[name] ?? false) === 'true';
  return {
    checkOnly: yes('checkOnly'),
    rollbackOnError: yes('rollbackOnError'),
    ignoreWarnings: yes('ignoreWarnings'),
    allowMissingFiles: yes('allowMissingFiles'),
    autoUpdatePackage: yes('autoUpdatePackage'),
    testLevel: typeof given['testLevel'] === 'string' ? given['testLevel'] : 'NoTestRun',
  };
}

const judgesRights = rule('deploy.rights');

/** A user without data rights needs "Modify Metadata Through Metadata API Functions", which local-org knows not. */
export function mayDeploy(session: Session): void {
  if (!judgesRights || session.mayObject('PermissionSet', 'edit')) return;
  throw new ApiError(
    403,
    'INSUFFICIENT_ACCESS',
    'INSUFFICIENT_ACCESS: use of the Metadata API requires a user with the ModifyAllData or ModifyMetadata permissions',
  );
}

export interface DeploymentParts {
  readonly org: DeployableOrg;
  now(): Date;
  /** To be waited for before the first job reads what the org has. */
  ready(): Promise<void>;
}

/** The org's deployments, one after the other, as long as it runs. */
export class Deployments {
  readonly #parts: DeploymentParts;
  readonly #jobs = new Map<string, DeployJob>();
  #queue: Promise<void> = Promise.resolve();

  constructor(parts: DeploymentParts) {
    this.#parts = parts;
  }

  start(session: Session, archive: Uint8Array, options: DeployOptions): DeployJob {
    mayDeploy(session);
    const job: DeployJob = {
      id: toId(makeKey('0Af', this.#jobs.size + 1)),
      userId: session.userId,
      userName: this.#nameOf(session),
      archive,
      options,
      createdDate: this.#parts.now().toISOString(),
      status: 'Pending',
      total: 0,
      successes: [],
      failures: [],
    };
    this.#jobs.set(job.id, job);
    this.#queue = this.#queue.then(() => this.#run(job));
    return job;
  }

  /** A validation that went well, now in earnest. */
  quick(session: Session, id: string): DeployJob {
    const { archive, options, status } = this.find(session, id);
    if (options.checkOnly && status === 'Succeeded') {
      return this.start(session, archive, { ...options, checkOnly: false });
    }
    throw new ApiError(400, 'INVALID_ID_FIELD', `No recent successful validation has the id ${id}`);
  }

  find(session: Session, id: string): DeployJob {
    mayDeploy(session);
    const job = [...this.#jobs.values()].find((one) => one.id.startsWith(id.slice(0, 15)));
    if (job !== undefined && id.length >= 15) return job;
    throw new ApiError(404, 'INVALID_CROSS_REFERENCE_KEY', `invalid cross reference id: ${id}`);
  }

  /** What has begun goes on to its end: a job takes no time to speak of. */
  cancel(session: Session, id: string): DeployJob {
    const job = this.find(session, id);
    if (job.status === 'Pending') {
      job.status = 'Canceled';
      job.completedDate = this.#parts.now().toISOString();
    }
    return job;
  }

  async stop(): Promise<void> {
    for (const job of this.#jobs.values()) if (!isDone(job)) job.status = 'Canceled';
    await this.#queue;
  }

  async #run(job: DeployJob): Promise<void> {
    if (job.status !== 'Pending') return;
    job.status = 'InProgress';
    job.startDate = this.#parts.now().toISOString();
    try {
      await this.#parts.ready();
      await runDeployment(this.#parts.org, job);
    } catch (error) {
      job.status = 'Failed';
      job.errorStatusCode = 'UNKNOWN_EXCEPTION';
      job.errorMessage = `UNKNOWN_EXCEPTION: ${error instanceof Error ? error.message : String(error)}`;
    }
    job.completedDate = this.#parts.now().toISOString();
  }

  #nameOf({ username }: Session): string {
    const { org } = this.#parts;
    const [row] = find(org, 'User', ['Name'], 'Username', username);
    return String(row?.[0] ?? username);
  }
}
