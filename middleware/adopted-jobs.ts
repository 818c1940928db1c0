import type { Logger } from './common/log.ts';
import type { JobFate } from './salesforce/job.ts';
import type { LedgerJob } from './salesforce/record.ts';

const whatCameOfIt: Readonly<Record<JobFate, string>> = {
  aborted: 'it had no data, and was aborted',
  finished: 'it was waited for',
  unknown: 'Salesforce has forgotten it',
};

/** Tells of bulk jobs that somebody else had opened, under the id of the run that did. */
export function tellAdopted(store: string, log: Logger | undefined) {
  return ({ id, object, correlation }: LedgerJob, fate: JobFate): void => {
    const about = { store, bulkJob: id, object, openedBy: correlation ?? null };
    log?.info(about, `A bulk job was left behind: ${whatCameOfIt[fate]}`);
  };
}
