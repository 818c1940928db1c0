import type { BudgetReport, BudgetState, RequestReport, Use } from './budget.ts';

const states: Readonly<Record<BudgetState, string>> = {
  plenty: 'there is plenty: nothing is held back',
  'slowing down': 'it is slowed down',
  'history held back': 'history is held back',
  'only live changes': 'only live changes go on',
  'all held back': 'all is held back, live changes too',
};

const names: Readonly<Record<Use, string>> = {
  live: 'live changes',
  check: 'looking for changes',
  backfill: 'history',
};

const number = (value: number) => value.toLocaleString('en');

/** How the org's limits stand, in a sentence or three. */
export function tellBudget(report: BudgetReport): string {
  const { state, apiRequests, bulkBatches, until, heldBack, slowed, reason } = report;
  const about = [
    slowed.length > 0 ? `Slowed down: ${namesOf(slowed)}.` : [],
    heldBack.length > 0 ? `Held back: ${namesOf(heldBack)}, ${tellUntil(until)}.` : [],
    reason === '' ? [] : `${reason}.`,
  ].flat();
  return [
    `Of the org's limits ${states[state]}.`,
    ...about,
    tellRequests(apiRequests),
    tellBatches(bulkBatches),
  ]
    .filter((sentence) => sentence !== '')
    .join(' ');
}

function namesOf(all: readonly Use[]): string {
  return all.map((use) => names[use]).join(', ');
}

function tellUntil(until: string | null): string {
  return until === null ? 'at the present rate for more than a day' : `until about ${until}`;
}

function tellBatches({ used, limit, told }: BudgetReport['bulkBatches']): string {
  if (told) return `${number(used)} of ${number(limit)} Bulk batches.`;
  const hidden = 'Salesforce does not show this user how many there are in all';
  return `${number(used)} Bulk batches were sent from here, and ${hidden}.`;
}

function tellRequests(requests: RequestReport | null): string {
  if (!requests) return 'Of API requests nothing is known yet.';
  const { used, limit, kept, forecast } = requests;
  const now = `${number(used)} of ${number(limit)} API requests in 24 hours are used, ${number(kept)} are kept for others`;
  if (!forecast) return `${now}.`;
  const { inADay, keptReachedAt } = forecast;
  const reached =
    used >= limit - kept
      ? ''
      : keptReachedAt === null
        ? ', and the share of others is not reached'
        : `, and the share of others is reached about ${keptReachedAt}`;
  return `${now}; at the present rate it is ${number(inADay)} in a day${reached}.`;
}
