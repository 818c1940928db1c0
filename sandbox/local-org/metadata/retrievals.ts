import { makeKey, toId } from '../engine/ids.ts';
import type { Components, StoredComponent } from '../engine/storage/components.ts';
import { ApiError, type Session } from '../engine/types.ts';
import { mayDeploy } from './deployments.ts';
import type { Manifest } from './manifest.ts';
import { retrieve, type Retrieved } from './retrieve.ts';

interface Retrieval {
  readonly id: string;
  readonly root: string;
  readonly result: Promise<Retrieved>;
  done: Retrieved | undefined;
}

/** https://developer.salesforce.com/docs/platform/api-metadata/references/result-objects/meta-retrieveresult.html */
export class Retrievals {
  readonly #components: Components;
  readonly #jobs = new Map<string, Retrieval>();

  constructor(components: Components) {
    this.#components = components;
  }

  start(session: Session, manifest: Manifest, ready: Promise<void>, single: boolean): object {
    mayDeploy(session);
    const id = toId(makeKey('09S', this.#jobs.size + 1));
    const root = single ? '' : 'unpackaged/';
    const result = ready.then(() => retrieve(this.#components, manifest, root));
    const job: Retrieval = { id, root, result, done: undefined };
    this.#jobs.set(id, job);
    result.then(
      (done) => (job.done = done),
      (error: unknown) => {
        const problem = error instanceof Error ? error.message : String(error);
        job.done = { archive: Buffer.alloc(0), found: [], messages: [{ fileName: '', problem }] };
      },
    );
    return { done: false, id, state: 'Queued' };
  }

  status(session: Session, id: string, includeZip: boolean): object {
    mayDeploy(session);
    const job = this.#jobs.get(id);
    if (job === undefined) {
      throw new ApiError(404, 'INVALID_CROSS_REFERENCE_KEY', `invalid cross reference id: ${id}`);
    }
    const { done, root } = job;
    if (done === undefined) return { done: false, id, status: 'InProgress', success: false };
    return {
      done: true,
      fileProperties: done.found.map((one) => fileProperties(one, root)),
      id,
      messages: done.messages,
      status: 'Succeeded',
      success: true,
      ...(includeZip && { zipFile: done.archive.toString('base64') }),
    };
  }
}

/** A component as retrieving and listing tell of it; `root`: the folder in front of its file's name, with a slash. */
export function fileProperties(one: StoredComponent, root = ''): object {
  return {
    createdById: one.createdBy,
    createdByName: '',
    createdDate: one.createdDate,
    fileName: root + ([...one.files.keys()][0] ?? ''),
    fullName: one.fullName,
    id: one.id,
    lastModifiedById: one.lastModifiedBy,
    lastModifiedByName: '',
    lastModifiedDate: one.lastModifiedDate,
    manageableState: 'unmanaged',
    type: one.type,
  };
}
