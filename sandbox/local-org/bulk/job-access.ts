import type { Request } from 'express';
import { ApiError, type Session } from '../engine/types.ts';
import type { Job } from './job.ts';
import type { JobStore } from './job-store.ts';
import { rule } from '../rules/rule.ts';

const ownOnly = rule('bulk.own-jobs');

/** The version in the path, `66` for `/services/data/v66.0`. */
export function apiVersion(request: Request): number {
  return Number(/\/v(\d+)\.\d$/.exec(request.baseUrl)?.[1] ?? 66);
}

/** A job of this kind that the caller may see; 404 otherwise, as for one that does not exist. */
export function findJob<K extends Job['kind']>(
  store: JobStore,
  session: Session,
  kind: K,
  id: unknown,
): Extract<Job, { kind: K }> {
  const job = store.get(String(id));
  if (job?.kind === kind && mayManage(session, job)) return job as Extract<Job, { kind: K }>;
  throw new ApiError(404, 'NOT_FOUND', 'The requested resource does not exist');
}

/**
 * Salesforce asks for "Manage Data Integrations" to touch someone else's job. The engine knows no such permission:
 * Modify All on the job's object stands for it.
 */
function mayManage(session: Session, job: Job): boolean {
  return (
    !ownOnly || job.createdById === session.userId || session.mayObject(job.object, 'modifyAll')
  );
}

/** The jobs of a kind that the caller may see, newest first. */
export function listJobs(store: JobStore, session: Session, kind: Job['kind']): Job[] {
  return store
    .all()
    .filter((job) => job.kind === kind && mayManage(session, job))
    .reverse();
}

/** The state that a PATCH asks for. */
export function askedState(body: unknown, allowed: readonly string[]): string {
  const state = (body as { state?: unknown } | undefined)?.state;
  if (typeof state === 'string' && allowed.includes(state)) return state;
  throw new ApiError(
    400,
    'INVALIDJOBSTATE',
    `InvalidJobState : State must be one of ${allowed.join(', ')}`,
  );
}

export function wrongState(job: Job, wish: string): ApiError {
  return new ApiError(
    400,
    'INVALIDJOBSTATE',
    `InvalidJobState : ${wish} is not possible: the job ${job.id} is ${job.state}`,
  );
}
