import { Counter, Gauge, type Registry } from 'prom-client';
import { uses, type Budget, type BudgetReport } from '../salesforce/budget.ts';
import type { EventWatch } from './event-watch.ts';

/** What is the org's and not one store's. */
export interface OrgWatch {
  readonly budget: Pick<Budget, 'waitedMs'>;
  budgetReport(): BudgetReport;
  readonly events: Pick<EventWatch, 'report'>;
}

/** Limits as the org tells them, the same from every replica; and what this process has waited, and heard. */
export function watchOrg({ budget, budgetReport, events }: OrgWatch, registers: Registry[]): void {
  const gauge = (name: string, help: string, read: () => number | null | undefined) => {
    const made: Gauge = new Gauge({
      ...{ name, help, registers },
      collect: () => {
        const value = read();
        made.remove();
        if (typeof value === 'number') made.set(value);
      },
    });
  };
  const requests = () => budgetReport().apiRequests;
  const used = 'API requests of the last 24 hours, of all that use the org';
  gauge('orderlens_api_requests_used', used, () => requests()?.used);
  gauge('orderlens_api_requests_limit', 'Those that there may be', () => requests()?.limit);
  const forecast = 'Those that there will be in a day at the present rate';
  gauge('orderlens_api_requests_forecast', forecast, () => requests()?.forecast?.inADay);
  const batches = 'Bulk batches of the last 24 hours, as far as they are known';
  gauge('orderlens_bulk_batches_used', batches, () => budgetReport().bulkBatches.used);
  gauge('orderlens_bulk_batches_limit', 'Those that there may be', () => {
    return budgetReport().bulkBatches.limit;
  });
  const connected = "Whether Salesforce's events tell of requests here; absent where that is off";
  gauge('orderlens_events_connected', connected, () => {
    const { state } = events.report;
    return state === 'off' ? null : Number(state === 'connected');
  });
  gauge('orderlens_event_heard_timestamp_seconds', 'When the last event was heard', () => {
    const { lastEventAt } = events.report;
    return lastEventAt === null ? null : Date.parse(lastEventAt) / 1000;
  });
  const waited: Counter = new Counter({
    name: 'orderlens_budget_wait_seconds_total',
    help: "For how long work was held up to keep to the org's limits",
    labelNames: ['urgency'],
    registers,
    collect: () => {
      waited.reset();
      for (const urgency of uses) waited.inc({ urgency }, budget.waitedMs[urgency] / 1000);
    },
  });
}
