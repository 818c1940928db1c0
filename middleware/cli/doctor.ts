import { Failure, messageOf } from '../common/errors.ts';
import type { Config } from '../config.ts';
import { pubSubAddress } from '../events-config.ts';
import { writtenFields } from '../mapping/index.ts';
import { tellPayloads } from '../payload-config.ts';
import { io, openSources, type OpenSource } from '../runtime.ts';
import type { SalesforceConnection } from '../salesforce/connection.ts';
import { maySubscribe } from '../salesforce/events.ts';
import { readLimits, seeLimits, type OrgLimits } from '../salesforce/limits.ts';
import { openSalesforce } from '../salesforce/login.ts';
import { missingRights } from '../salesforce/rights.ts';
import { requestTopic as topic } from '../sync/hear-events.ts';
import { forecast } from './forecast.ts';

/** One thing that was looked at. */
export interface Finding {
  readonly what: string;
  readonly state: 'ok' | 'warning' | 'problem';
  readonly detail: string;
  /** What a person does about it; empty where all is well. */
  readonly action: string;
}

/** Looks at both sides and changes nothing. Exit code 1 where something would keep a backfill from working. */
export async function doctor(
  config: Config,
  options: { json?: boolean },
  signal: AbortSignal,
): Promise<void> {
  const salesforce = await checkSalesforce(config, signal);
  const findings = [
    ...salesforce.findings,
    ...(await checkStores(config, salesforce.storageMB, signal)),
    ...(config.payloads ? [ok('Payloads', tellPayloads(config.payloads))] : []),
  ];
  process.stdout.write(options.json ? `${JSON.stringify({ findings })}\n` : tell(findings));
  if (findings.some(({ state }) => state === 'problem')) process.exitCode = 1;
}

interface SalesforceCheck {
  readonly findings: readonly Finding[];
  /** Free; null where the org does not tell. */
  readonly storageMB: number | null;
}

async function checkSalesforce(config: Config, signal: AbortSignal): Promise<SalesforceCheck> {
  try {
    const connection = await openSalesforce(config.salesforce, io);
    const { orgId, username } = await connection.identity(signal);
    const limits = await readLimits(connection, signal);
    const findings = [
      ok('Salesforce login', `${username} in org ${orgId}`),
      ...(await checkRights(connection, signal)),
      ...(await checkEvents(config, connection, signal)),
      ...checkLimits(limits),
    ];
    return { findings, storageMB: limits.dataStorageMB?.remaining ?? null };
  } catch (error) {
    return { findings: [problem('Salesforce login', error)], storageMB: null };
  }
}

async function checkRights(
  connection: SalesforceConnection,
  signal: AbortSignal,
): Promise<Finding[]> {
  const missing = await missingRights(connection, writtenFields, signal);
  if (missing.length === 0) return [ok('Salesforce package', 'every field can be written')];
  const action =
    'Deploy the package (npm run deploy) and assign the permission set Commerce_Integration to this user.';
  return missing.map((detail) => ({
    what: 'Salesforce package',
    state: 'problem',
    detail,
    action,
  }));
}

/** Without events requests are looked for by the clock: no more than a warning. */
async function checkEvents(
  { events }: Config,
  connection: SalesforceConnection,
  signal: AbortSignal,
): Promise<Finding[]> {
  const address = pubSubAddress(events, connection.instanceUrl);
  if (!address) return [];
  const what = 'Salesforce events';
  try {
    if (await maySubscribe({ connection, address, topic }, signal)) {
      return [ok(what, `requests are told by ${address.endpoint}`)];
    }
    const detail = `${topic} may not be subscribed to`;
    const action = 'Assign the permission set Commerce_Integration to this user.';
    return [{ what, state: 'warning', detail, action }];
  } catch (error) {
    return [{ ...problem(what, error), state: 'warning' }];
  }
}

function checkLimits(limits: OrgLimits): Finding[] {
  const unseen = limits.missing.map((what): Finding => {
    const detail = 'Salesforce does not show it to this user';
    return { what, state: 'warning', detail, action: seeLimits };
  });
  const named = [
    ['API requests today', limits.apiRequests],
    ['Bulk batches today', limits.bulkBatches],
    ['Data storage (MB)', limits.dataStorageMB],
  ] as const;
  const seen = named.flatMap(([what, allowance]) => {
    if (!allowance) return [];
    const detail = `${allowance.remaining} of ${allowance.max} left`;
    if (allowance.remaining >= allowance.max / 10) return [ok(what, detail)];
    const action = 'Wait for the limit to renew, or raise it, before a backfill.';
    return [{ what, state: 'warning', detail, action } as const];
  });
  return [...seen, ...unseen];
}

async function checkStores(
  { stores }: Config,
  storageMB: number | null,
  signal: AbortSignal,
): Promise<Finding[]> {
  let sources: OpenSource[];
  try {
    sources = openSources(stores);
  } catch (error) {
    return [problem('Stores', error)];
  }
  return (await Promise.all(sources.map((open) => checkStore(open, storageMB, signal)))).flat();
}

async function checkStore(
  open: OpenSource,
  storageMB: number | null,
  signal: AbortSignal,
): Promise<Finding[]> {
  const { store, source } = open;
  const what = `Store ${store.key}`;
  try {
    const { name, shopId, currency, timeZone, warnings } = await source.check(signal);
    const action = 'A backfill runs all the same: put it right, or know what it will lack.';
    return [
      ok(what, `${name} (${shopId}), ${currency}, ${timeZone}`),
      ...warnings.map((detail) => ({ what, state: 'warning', detail, action }) as const),
      ...(await checkStorage(open, storageMB, signal)),
    ];
  } catch (error) {
    return [problem(what, error)];
  }
}

/** Does not know what of it is there already: after a backfill the same need is part of what the org holds. */
async function checkStorage(
  { store, source }: OpenSource,
  storageMB: number | null,
  signal: AbortSignal,
): Promise<Finding[]> {
  if (!source.size) return [];
  const what = `Storage for ${store.key}`;
  const size = await source.size(store.history, signal);
  const { megabytes, detail } = forecast(size, store);
  const needs = `${detail}: some ${megabytes.toLocaleString('en')} MB, and what is shipped, refunded and in carts`;
  const { ordersSince, linesSince } = store.history;
  const since = [
    ordersSince === undefined ? [] : [`orders since ${ordersSince}`],
    linesSince === undefined ? [] : [`lines since ${linesSince}`],
  ].flat();
  const window = since.length === 0 ? 'the whole history' : since.join(', ');
  if (storageMB === null || megabytes <= storageMB) return [ok(what, `${window}: ${needs}`)];
  const action =
    'Unless it is there already: buy storage, or bring less, by "history" in the stores file (ordersSince, linesSince).';
  const free = `the org has ${storageMB.toLocaleString('en')} MB left`;
  return [{ what, state: 'warning', detail: `${window}: ${needs}; ${free}`, action }];
}

function ok(what: string, detail: string): Finding {
  return { what, state: 'ok', detail, action: '' };
}

function problem(what: string, error: unknown): Finding {
  const action = error instanceof Failure ? error.action : 'This was not expected: report it.';
  return { what, state: 'problem', detail: messageOf(error), action };
}

const marks = { ok: '✔', warning: '⚠', problem: '✖' };

function tell(findings: readonly Finding[]): string {
  return findings
    .map(({ what, state, detail, action }) => {
      return `${marks[state]} ${what}: ${detail}\n${action ? `  → ${action}\n` : ''}`;
    })
    .join('');
}
