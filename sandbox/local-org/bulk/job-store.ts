import { mkdirSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { jobId, jobNumber } from './job-id.ts';
import type { Job } from './job.ts';

/** Jobs and their files, in one folder: GET and results work after a restart. */
export class JobStore {
  private readonly folder: string;
  private readonly jobs = new Map<string, Job>();
  private created = 0;

  constructor(dataDir: string) {
    this.folder = join(dataDir, 'bulk');
    mkdirSync(this.folder, { recursive: true });
    for (const name of readdirSync(this.folder).sort()) {
      if (!name.endsWith('.json')) continue;
      const job = JSON.parse(readFileSync(join(this.folder, name), 'utf8')) as Job;
      this.jobs.set(job.id, job);
      this.created = Math.max(this.created, jobNumber(job.id));
    }
  }

  add<T extends Job>(make: (id: string) => T): T {
    const job = make(jobId(++this.created));
    this.jobs.set(job.id, job);
    this.save(job);
    return job;
  }

  /** By its id of 15 or 18 characters. */
  get(id: string): Job | undefined {
    if (id.length !== 15) return this.jobs.get(id);
    return this.all().find((job) => job.id.startsWith(id));
  }

  all(): Job[] {
    return [...this.jobs.values()];
  }

  /** Whole or not at all: a torn record would lose the job. A job removed meanwhile stays away. */
  save(job: Job): void {
    if (!this.jobs.has(job.id)) return;
    const path = this.path(job, 'json');
    writeFileSync(`${path}.new`, JSON.stringify(job));
    renameSync(`${path}.new`, path);
  }

  remove(job: Job): void {
    this.jobs.delete(job.id);
    for (const kind of ['json', 'data.csv', 'success.csv', 'failed.csv', 'result.csv'])
      rmSync(this.path(job, kind), { force: true });
  }

  path(job: Job, kind: string): string {
    return join(this.folder, `${job.id}.${kind}`);
  }
}
