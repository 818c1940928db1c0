import { runErrors, type ErrorsSetup } from './errors-service.ts';
import { runLive, type LiveSetup } from './live.ts';
import { checkNightly, type Nightly } from './parity/nightly.ts';
import type { RequestDesk } from './request-desk.ts';
import { answerRequests } from './requests.ts';
import { runSchedule } from './schedule.ts';
import { watchWebhooks } from './webhook-watch.ts';

export interface ServiceSetup extends LiveSetup {
  /** When both sides are compared; absent: never by itself. */
  readonly verify?: Nightly | undefined;
  /** Between two looks at each shop for changes. */
  readonly everyMs: number;
  /** Where shops reach this service, without a slash at its end; null: they need not. */
  readonly publicUrl: string | null;
  readonly desk: RequestDesk;
  /** Between two looks for agents' requests; 0: none. */
  readonly requestsEveryMs: number;
  /** Of what tells, in Salesforce, of the work itself; without it nothing is told there. */
  readonly errors?: Pick<ErrorsSetup, 'desk' | 'writer' | 'most' | 'keepDays'>;
}

/** All that goes on side by side while the service is up; ends with the signal. */
export async function runService(setup: ServiceSetup): Promise<void> {
  const { publicUrl, requestsEveryMs: everyMs } = setup;
  await Promise.all([
    runSchedule(setup),
    runLive(setup),
    publicUrl === null ? undefined : watchWebhooks({ ...setup, publicUrl }),
    everyMs === 0 ? undefined : answerRequests({ ...setup, everyMs }),
    setup.errors && runErrors({ ...setup, ...setup.errors, askEveryMs: everyMs }),
    setup.verify && checkNightly({ ...setup, ...setup.verify }),
  ]);
}
