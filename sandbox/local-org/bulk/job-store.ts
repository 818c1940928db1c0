import {
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { jobId, jobNumber } from './job-id.ts';
import { rule } from '../rules/rule.ts';
import { isFinal, type Job } from './job.ts';

const forgets = rule('bulk.lifetime');
const sevenDays = 7 * 24 * 60 * 60 * 1000;

/** https://developer.salesforce.com/docs/platform/salesforce-app-limits-cheatsheet/guide/salesforce-app-limits-platform-bulkapi.html */
export function isOutdated(job: Job, now: Date): boolean {
  return forgets && isFinal(job) && now.getTime() - Date.parse(job.systemModstamp) > sevenDays;
}

/** Jobs and their files, in one folder: GET and results work after a restart. */
export class JobStore {
  private readonly folder: string;
  private readonly jobs = new Map<string, Job>();
  private created = 0;

  private readonly now: () => Date;

  constructor(dataDir: string, now: () => Date) {
    this.now = now;
    this.folder = join(dataDir, 'bulk');
    mkdirSync(this.folder, { recursive: true });
    for (const name of readdirSync(this.folder)) {
      if (name.endsWith('.json.new')) this.settle(join(this.folder, name));
    }
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
    this.forgetOld();
    if (id.length !== 15) return this.jobs.get(id);
    return this.all().find((job) => job.id.startsWith(id));
  }

  all(): Job[] {
    this.forgetOld();
    return [...this.jobs.values()];
  }

  private forgetOld(): void {
    const now = this.now();
    for (const job of this.jobs.values()) if (isOutdated(job, now)) this.remove(job);
  }

  /**
   * Whole or not at all: a torn record would lose the job. A job removed meanwhile stays away. The old one goes first,
   * because a file system that is asked to rename over a file may wait for the disk.
   */
  save(job: Job): void {
    if (!this.jobs.has(job.id)) return;
    const path = this.path(job, 'json');
    writeFileSync(`${path}.new`, JSON.stringify(job));
    rmSync(path, { force: true });
    renameSync(`${path}.new`, path);
  }

  /** What a killed process left beside a record may be torn; what it left without one is whole. */
  private settle(left: string): void {
    const path = left.slice(0, -'.new'.length);
    if (existsSync(path)) rmSync(left);
    else renameSync(left, path);
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
