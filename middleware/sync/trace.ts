import { Failure } from '../common/errors.ts';
import { isWanted, mappedModels, rootOf, type MappedModel } from '../mapping/index.ts';
import type { SalesforceConnection } from '../salesforce/connection.ts';
import { query, soqlText } from '../salesforce/query.ts';
import type { OpenJob } from '../store/job-ledger.ts';
import type { Traced } from '../store/traces.ts';
import type { StoreSetup } from './store-setup.ts';

/** One thing that happened to a record. */
export interface Happening {
  /** UTC ISO-8601; by the shop's clock where `shop`, by Salesforce's where `salesforce`, else by ours. */
  readonly at: string;
  readonly where: 'shop' | 'middleware' | 'salesforce';
  readonly what: string;
  readonly correlation: string | null;
}

/** All that is known of one record. */
export interface Story {
  /** `order/shopify:giftshop:4711` */
  readonly record: string;
  /** The oldest first. */
  readonly happenings: readonly Happening[];
  /** How it stands now, a sentence each. */
  readonly now: readonly string[];
}

/** A record in Salesforce, and who wrote it last. */
interface Found {
  readonly Id: string;
  readonly Name: string;
  readonly Removed__c: boolean;
  readonly Correlation_Id__c: string | null;
  readonly CreatedDate: string;
  readonly LastModifiedDate: string;
  readonly LastModifiedBy: { readonly Name: string } | null;
}

export interface TraceSetup {
  readonly stores: readonly StoreSetup[];
  readonly connection: SalesforceConnection;
  readonly signal: AbortSignal;
}

interface Subject {
  readonly setup: StoreSetup;
  readonly model: MappedModel;
  /** The platform's. */
  readonly id: string;
}

/**
 * The stories of the records that a person may mean: by `order/shopify:giftshop:4711`, `shopify:giftshop:4711`, or the
 * number of an order as the customer knows it. Empty where nobody knows of one. Throws Failure.
 */
export async function trace(setup: TraceSetup, wanted: string): Promise<Story[]> {
  const stories: Story[] = [];
  for (const subject of await subjectsOf(setup, wanted.trim())) {
    const story = await storyOf(setup, subject);
    if (story) stories.push(story);
  }
  return stories;
}

async function subjectsOf(setup: TraceSetup, wanted: string): Promise<Subject[]> {
  const [, model, key = ''] = /^(?:(\w+)\/)?([a-z0-9-]+:[a-z0-9-]+:.+)$/.exec(wanted) ?? [];
  if (key) return subjectsOfKey(setup, key, model);
  const { object, key: keyField } = rootOf('order')!;
  const names = [wanted, `#${wanted}`].map(soqlText).join(', ');
  const soql = `SELECT ${keyField} FROM ${object} WHERE Name IN (${names}) LIMIT 10`;
  const { connection, signal } = setup;
  const orders = await query<Record<string, string>>(connection, soql, { signal });
  return orders.flatMap((order) => subjectsOfKey(setup, order[keyField] ?? '', 'order'));
}

function subjectsOfKey({ stores }: TraceSetup, key: string, only?: string): Subject[] {
  const setup = stores.find(({ store }) => key.startsWith(`${store}:`));
  if (!setup) {
    const known = stores.map(({ store }) => store).join(', ');
    throw new Failure(`No store of ${key} is configured`, {
      kind: 'config',
      action: `The stores are ${known}: give an external id of one of them, or an order's number.`,
    });
  }
  const id = key.slice(setup.store.length + 1);
  return mappedModels
    .filter((model) => rootOf(model) && isWanted(model, setup.mapping))
    .filter((model) => only === undefined || only === model)
    .map((model) => ({ setup, model, id }));
}

async function storyOf(
  { connection, signal }: TraceSetup,
  { setup, model, id }: Subject,
): Promise<Story | null> {
  const traced = await setup.memory.traces.of(setup.store, model, id);
  const found = await inSalesforce(connection, model, `${setup.store}:${id}`, signal);
  const { outcome, rejection, nudge, deliveries } = traced;
  if (!outcome && !rejection && !nudge && deliveries.length === 0 && !found) return null;
  const jobs = (await setup.memory.ledger.open()).filter(
    ({ store }) => store === null || store === setup.store,
  );
  return {
    record: `${model}/${setup.store}:${id}`,
    happenings: [
      ...remembered(traced),
      ...jobs.map(unconfirmed),
      ...(found ? seenThere(found, traced) : []),
    ].sort((a, b) => a.at.localeCompare(b.at)),
    now: [...standing(traced, found), ...(jobs.length > 0 ? [mayChange] : [])],
  };
}

async function inSalesforce(
  connection: SalesforceConnection,
  model: MappedModel,
  externalId: string,
  signal: AbortSignal,
): Promise<Found | undefined> {
  const { object, key } = rootOf(model)!;
  const soql =
    `SELECT Id, Name, Removed__c, Correlation_Id__c, CreatedDate, LastModifiedDate, LastModifiedBy.Name ` +
    `FROM ${object} WHERE ${key} = ${soqlText(externalId)}`;
  return (await query<Found>(connection, soql, { signal }))[0];
}

function remembered({ outcome, rejection, nudge, deliveries, runs }: Traced): Happening[] {
  const ours = { where: 'middleware' } as const;
  return [
    ...deliveries.map(({ delivery, receivedAt, correlation }): Happening => {
      return { ...ours, at: receivedAt, what: `delivery ${delivery} told of it`, correlation };
    }),
    ...runs.map(({ model, mode, startedAt, correlation }): Happening => {
      return { ...ours, at: startedAt, what: `a ${mode} of ${model}s began`, correlation };
    }),
    ...(nudge
      ? [{ ...ours, at: nudge.addedAt, what: 'to be read again', correlation: nudge.correlation }]
      : []),
    ...(outcome ? outcomeHappenings(outcome) : []),
    ...(rejection
      ? [
          {
            ...{ ...ours, at: rejection.rejectedAt, correlation: rejection.correlation },
            what: `not written (${rejection.stage}): ${rejection.reason}`,
          },
        ]
      : []),
  ];
}

const mayChange = 'Bulk jobs of its store are not confirmed: one of them may still change it.';

/** Which records a job carries is not kept: it is told of each record of the store. */
function unconfirmed({ id, object, openedAt, correlation }: OpenJob): Happening {
  const what = `bulk job ${id} of ${object} was opened, and is not confirmed`;
  return { at: openedAt, where: 'middleware', what, correlation };
}

function outcomeHappenings(outcome: NonNullable<Traced['outcome']>): Happening[] {
  const { changedAt, readAt, writtenAt, state, correlation } = outcome;
  const told = state === 'written' ? 'Salesforce confirmed it' : 'Salesforce refused it';
  return [
    { at: changedAt, where: 'shop', what: 'changed in the shop', correlation: null },
    ...(readAt
      ? [{ at: readAt, where: 'shop', what: 'read from the shop', correlation } as const]
      : []),
    ...(writtenAt
      ? [{ at: writtenAt, where: 'middleware', what: told, correlation } as const]
      : []),
  ];
}

function seenThere(found: Found, { outcome }: Traced): Happening[] {
  const at = (time: string) => new Date(time).toISOString();
  const by = found.LastModifiedBy?.Name ?? 'somebody';
  const correlation = found.Correlation_Id__c;
  const last = `last changed by ${by} (record ${found.Id})`;
  const since =
    outcome && correlation !== outcome.correlation ? ', not by the write remembered here' : '';
  return [
    { at: at(found.CreatedDate), where: 'salesforce', what: 'came into being', correlation: null },
    { at: at(found.LastModifiedDate), where: 'salesforce', what: last + since, correlation },
  ];
}

function standing({ outcome, rejection, nudge }: Traced, found: Found | undefined): string[] {
  return [
    found
      ? `In Salesforce as ${found.Name}${found.Removed__c ? ', marked as removed from the shop' : ''}.`
      : 'Not in Salesforce.',
    ...(nudge ? ['It is about to be read from the shop again.'] : []),
    ...(rejection && rejection.stage !== 'waiting' && rejection.stage !== 'retry'
      ? ['When the cause is mended: orderlens rejected retry KEY.']
      : []),
    ...(rejection?.stage === 'waiting' || rejection?.stage === 'retry'
      ? ['It is tried again by itself.']
      : []),
    ...(!outcome && !rejection && !nudge ? ['The middleware has never dealt with it.'] : []),
  ];
}
