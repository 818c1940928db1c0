import fs from 'node:fs';
import { Failure } from '../common/errors.ts';
import type { Config } from '../config.ts';
import type { StoreSize } from '../connectors/connector.ts';
import { io, openSources, type OpenSource } from '../runtime.ts';
import { readLimits, seeLimits, type LimitName } from '../salesforce/limits.ts';
import { openSalesforce } from '../salesforce/login.ts';
import { forecast, type Forecast } from './forecast.ts';
import { addNeeds, fitInto, needOf, type Fit, type Need } from './reckoning.ts';
import { only } from './run-stores.ts';
import { findStatus } from './status.ts';

/** What `orderlens plan --json` prints. */
export interface Plan {
  readonly stores: readonly StorePlan[];
  readonly need: Need & { readonly megabytes: number; readonly hours: number };
  readonly rate: Rate;
  readonly reservePercent: number;
  /** The tightest first. */
  readonly limits: readonly Fit[];
  /** Limits that Salesforce does not show the integration user: whether it fits into them is not known. */
  readonly missing: readonly LimitName[];
  readonly fits: boolean;
}

interface StorePlan {
  readonly store: string;
  /** Null where the shop cannot tell. */
  readonly size: StoreSize | null;
  readonly detail: string;
  /** By object. */
  readonly rows: Readonly<Record<string, number>>;
}

interface Rate {
  readonly rowsPerHour: number;
  /** `measured`: in this org, by the backfills of the last 14 days. */
  readonly from: 'measured' | 'assumed';
}

/** An assumption, not a measurement: what an org saves depends on its own triggers, flows and sharing. */
const assumedRowsPerHour = 1_000_000;
/** A run of fewer rows says nothing about one of millions. */
const fewestRows = 10_000;

/** Reckons what a backfill will take, and changes nothing. Exit code 1 where it does not fit into what the org has left. */
export async function plan(
  config: Config,
  options: { store?: string; json?: boolean },
  signal: AbortSignal,
): Promise<void> {
  const wanted = only(config, options.store);
  const sources = openSources(wanted.stores);
  const connection = await openSalesforce(wanted.salesforce, io);
  const limits = await readLimits(connection, signal);
  const rate = await rateOf(wanted, signal);
  const sized = await Promise.all(sources.map((open) => sizeOf(open, signal)));
  const needs = sized.map(({ forecast }) => needOf(forecast?.lanes ?? [], rate.rowsPerHour));
  const need = needs.reduce(addNeeds);
  const megabytes = sized.reduce((sum, one) => sum + (one.forecast?.megabytes ?? 0), 0);
  const reservePercent = wanted.apiReservePercent;
  const fits = fitInto(limits, { ...need, megabytes }, reservePercent / 100);
  const found: Plan = {
    stores: sized.map(toStorePlan),
    need: { ...need, megabytes, hours: Math.round((need.rows / rate.rowsPerHour) * 100) / 100 },
    ...{ rate, reservePercent, limits: fits, fits: fits.every((one) => one.fits) },
    missing: limits.missing,
  };
  process.stdout.write(options.json ? `${JSON.stringify(found)}\n` : tell(found));
  if (!found.fits) process.exitCode = 1;
}

interface Sized {
  readonly store: string;
  readonly size: StoreSize | null;
  readonly forecast: Forecast | null;
}

async function sizeOf({ store, source }: OpenSource, signal: AbortSignal): Promise<Sized> {
  if (!source.size) return { store: store.key, size: null, forecast: null };
  const size = await source.size(store.history, signal);
  return { store: store.key, size, forecast: forecast(size, store) };
}

function toStorePlan({ store, size, forecast }: Sized): StorePlan {
  const rows = Object.assign({}, ...(forecast?.lanes ?? []).map((lane) => lane.rows));
  return { store, size, detail: forecast?.detail ?? 'this shop cannot tell its size', rows };
}

/** Where nothing is remembered yet, nothing is opened for it either. */
async function rateOf(config: Config, signal: AbortSignal): Promise<Rate> {
  const { database } = config;
  const known = 'databaseUrl' in database || fs.existsSync(database.folder);
  const measured = known ? await findStatus(config, signal).catch(passOver) : null;
  const { rows = 0, seconds = 0 } = measured?.backfilled ?? {};
  if (rows < fewestRows || seconds <= 0)
    return { rowsPerHour: assumedRowsPerHour, from: 'assumed' };
  return { rowsPerHour: Math.round((rows / seconds) * 3600), from: 'measured' };
}

/** A database that another process holds keeps nobody from planning. */
function passOver(error: unknown): null {
  if (error instanceof Failure) return null;
  throw error;
}

const number = (value: number) => value.toLocaleString('en');

function tell({ stores, need, rate, reservePercent, limits, missing, fits }: Plan): string {
  const lines = stores.flatMap(({ store, detail, rows }) => {
    const objects = Object.entries(rows).map(([object, count]) => `  ${object}: ${number(count)}`);
    return [`${store}: ${detail}`, ...objects];
  });
  const basis =
    rate.from === 'measured' ? 'as the last backfills went' : 'assumed; your org may differ';
  lines.push(
    '',
    `${number(need.rows)} rows in ${number(need.bulkJobs)} Bulk jobs (${number(need.bulkBatches)} batches), some ${number(need.requests)} API requests, ${number(need.megabytes)} MB of storage`,
    `${need.hours} hours at ${number(rate.rowsPerHour)} rows an hour (${basis})`,
    'Shipments, refunds and carts come on top: no shop tells their number beforehand. What is in the org already is not taken off.',
    '',
  );
  lines.push(...limits.map((fit) => `${fit.fits ? '✔' : '✖'} ${tellFit(fit, reservePercent)}`));
  lines.push(...missing.map((what) => `? ${what}: Salesforce does not show them to this user`));
  if (missing.length > 0) lines.push(`  → ${seeLimits}`);
  const [first] = limits;
  if (first) lines.push('', verdict(first, fits, missing));
  return `${lines.join('\n')}\n`;
}

function tellFit({ what, need, available, remaining, max, days }: Fit, percent: number): string {
  const left = `${number(remaining)} of ${number(max)} left`;
  if (days === null) return `${what}: ${number(need)} of ${number(available)} free`;
  return `${what}: ${number(need)} of ${number(available)} available now (${left}, ${percent} % of all kept for others)`;
}

function verdict({ what, days }: Fit, fits: boolean, missing: readonly LimitName[]): string {
  if (fits && missing.length > 0)
    return `It fits into what is known. The first limit it would meet there: ${what}.`;
  if (fits) return `It fits. The first limit it would meet: ${what}.`;
  const more =
    days === null
      ? 'Unless it is there already: buy storage, or bring less, by "history" in the stores file (ordersSince, linesSince).'
      : `A backfill waits where the share of others begins and goes on later: ${days === 1 ? 'a day' : `${days} days`} of the org's limits.`;
  return `It does not fit. The first limit it meets: ${what}.\n  → ${more}`;
}
