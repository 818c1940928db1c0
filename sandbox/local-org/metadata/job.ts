import type { Problem } from './problem.ts';

/** https://developer.salesforce.com/docs/platform/api-metadata/references/result-objects/meta-deployresult.html */
export type DeployStatus =
  'Pending' | 'InProgress' | 'Succeeded' | 'SucceededPartial' | 'Failed' | 'Canceling' | 'Canceled';

export interface DeployOptions {
  readonly checkOnly: boolean;
  readonly rollbackOnError: boolean;
  readonly ignoreWarnings: boolean;
  readonly allowMissingFiles: boolean;
  readonly autoUpdatePackage: boolean;
  readonly testLevel: string;
}

/** One component's own result. */
export interface DeployMessage {
  readonly componentType: string;
  readonly fullName: string;
  readonly fileName: string;
  readonly success: boolean;
  readonly changed: boolean;
  readonly created: boolean;
  readonly deleted: boolean;
  readonly createdDate: string;
  readonly id?: string;
  readonly problem?: string;
  readonly problemType?: Problem['problemType'];
  readonly lineNumber?: number;
  readonly columnNumber?: number;
}

export interface DeployJob {
  readonly id: string;
  readonly userId: string;
  readonly userName: string;
  readonly archive: Uint8Array;
  readonly options: DeployOptions;
  readonly createdDate: string;
  status: DeployStatus;
  startDate?: string;
  completedDate?: string;
  total: number;
  successes: readonly DeployMessage[];
  failures: readonly DeployMessage[];
  errorMessage?: string;
  errorStatusCode?: string;
}

export function isDone({ status }: DeployJob): boolean {
  return !['Pending', 'InProgress', 'Canceling'].includes(status);
}

const tests = {
  numFailures: 0,
  numTestsRun: 0,
  totalTime: 0,
} as const;

/** A job as both APIs print it; details only where they were asked for. */
export function printJob(
  job: DeployJob,
  includeDetails: boolean,
): Readonly<Record<string, unknown>> {
  const { completedDate, errorMessage, errorStatusCode, startDate } = job;
  const details = {
    componentFailures: job.failures,
    componentSuccesses: job.successes,
    runTestResult: tests,
  };
  return {
    checkOnly: job.options.checkOnly,
    ...(completedDate !== undefined && { completedDate }),
    createdBy: job.userId,
    createdByName: job.userName,
    createdDate: job.createdDate,
    ...(includeDetails && { details }),
    done: isDone(job),
    ...(errorMessage !== undefined && { errorMessage, errorStatusCode }),
    id: job.id,
    ignoreWarnings: job.options.ignoreWarnings,
    lastModifiedDate: completedDate ?? startDate ?? job.createdDate,
    numberComponentErrors: job.failures.length,
    numberComponentsDeployed: job.successes.length,
    numberComponentsTotal: job.total,
    numberTestErrors: 0,
    numberTestsCompleted: 0,
    numberTestsTotal: 0,
    rollbackOnError: job.options.rollbackOnError,
    runTestsEnabled: false,
    ...(startDate !== undefined && { startDate }),
    status: job.status,
    success: job.status === 'Succeeded',
  };
}
