import { before } from '../../common/time.ts';
import type { CountedModel, Head, OrderHead } from '../../model/index.ts';
import { goneHash } from '../diff.ts';
import type { StoreSetup } from '../store-setup.ts';
import type { Booked } from './booked.ts';
import { compareRecord } from './compare-record.ts';
import type { Finding } from './findings.ts';
import type { Inspecting, Suspect } from './inspect.ts';
import { toHead } from './shop-side.ts';

interface Judged {
  readonly findings: readonly Finding[];
  readonly meanwhile: number;
}

/** What both sides say now of records that looked different, and what is remembered of them. */
interface Evidence {
  readonly heads: ReadonlyMap<string, Head>;
  /** By id: why the shop's record cannot be understood. */
  readonly unreadable: ReadonlyMap<string, string>;
  /** By external id. */
  readonly booked: ReadonlyMap<string, Booked>;
  readonly remembered: Remembered;
}

type Remembered = Awaited<ReturnType<typeof remember>>;

/** A change in the shop takes that long to reach Salesforce without anything being wrong. */
const underWayMs = 10 * 60_000;

/** Asks both sides for each record by its id before it says that they differ. `again` false: goes by the list. */
export async function judgeSuspects(
  inspecting: Inspecting,
  model: CountedModel,
  suspects: readonly Suspect[],
  again: boolean,
): Promise<Judged> {
  const { setup, books, signal } = inspecting;
  const ids = suspects.map(({ id }) => id);
  const keys = ids.map((id) => `${setup.store}:${id}`);
  const shop = again ? await rereadHeads(setup, model, ids, signal) : undefined;
  const evidence: Evidence = {
    heads: shop?.heads ?? new Map(suspects.flatMap(({ id, head }) => (head ? [[id, head]] : []))),
    unreadable: shop?.unreadable ?? new Map<string, string>(),
    booked: again
      ? await books.find(model, keys, signal)
      : new Map(
          suspects.flatMap(({ id, booked }) => (booked ? [[`${setup.store}:${id}`, booked]] : [])),
        ),
    remembered: await remember(setup, model, ids),
  };
  const findings = ids.flatMap((id) => judge(inspecting, model, id, evidence) ?? []);
  return { findings, meanwhile: ids.length - findings.length };
}

/** Undefined where the shop cannot be asked by id. */
async function rereadHeads(
  { source }: StoreSetup,
  model: CountedModel,
  ids: readonly string[],
  signal: AbortSignal,
) {
  const reread = source.reread?.[model];
  if (!reread) return undefined;
  const heads = new Map<string, Head>();
  const unreadable = new Map<string, string>();
  for await (const page of reread(ids, signal)) {
    for (const record of page.records) heads.set(record.ref.id, toHead(model, record));
    for (const { id, reason } of page.rejected) unreadable.set(id, reason);
  }
  return { heads, unreadable };
}

async function remember(
  { store, memory }: StoreSetup,
  model: CountedModel,
  ids: readonly string[],
) {
  const keys = ids.map((id) => `${model}/${store}:${id}`);
  return {
    outcomes: await memory.outcomes.known(keys),
    rejections: await memory.rejections.reasons(store, model, keys),
    nudged: await memory.nudges.among(store, model, ids),
    readWhole: (await memory.checkpoints.get(store, model))?.complete === true,
  };
}

function judge(
  { setup: { store, mapping }, startedAt, since }: Inspecting,
  model: CountedModel,
  id: string,
  { heads, unreadable, booked: found, remembered }: Evidence,
): Finding | undefined {
  const key = `${store}:${id}`;
  const [head, booked] = [heads.get(id), found.get(key)];
  const isThere = booked !== undefined && !booked.deleted;
  const { number = booked?.number ?? null } = (head ?? {}) as Partial<OrderHead>;
  const known = knownOf(remembered, model, store, id);
  const finding = {
    ...{ model, key, number, day: head?.on ?? booked?.on ?? '' },
    ...{ changedAt: isThere ? booked.changedAt : null, inFlight: known.nudged },
    surplus: [],
  };
  if (head) {
    if (since !== undefined && head.on < since) return undefined;
    const behind = (known.outcome?.sourceTime ?? '') < head.updatedAt && !known.rejection;
    const isUnderWay = behind && head.updatedAt > before(startedAt, underWayMs);
    if (!isThere) {
      const wasThere = known.outcome?.state === 'written' && known.outcome.hash !== goneHash;
      if (isUnderWay && !wasThere) return undefined;
      const what = ['it is not in Salesforce'];
      return { ...finding, kind: 'missing', what, why: whyMissing(known, booked) };
    }
    const { what, surplus } = compareRecord(model, store, head, booked, mapping);
    if (what.length === 0 || isUnderWay) return undefined;
    return { ...finding, kind: 'differs', what, surplus, why: whyDifferent(known, head) };
  }
  if (!isThere || booked.removed) return undefined;
  const reason = unreadable.get(id);
  if (reason !== undefined) {
    const what = ['the shop has it, but it cannot be compared'];
    return { ...finding, kind: 'unreadable', what, why: reason };
  }
  const what = ['the shop does not have it'];
  const wasWritten = known.outcome !== undefined;
  return { ...finding, kind: wasWritten ? 'gone' : 'foreign', what, why: whyGone(known) };
}

type Known = ReturnType<typeof knownOf>;

function knownOf(
  { outcomes, rejections, nudged, readWhole }: Remembered,
  model: CountedModel,
  store: string,
  id: string,
) {
  const key = `${model}/${store}:${id}`;
  const rejection = rejections.get(key);
  return { outcome: outcomes.get(key), rejection, nudged: nudged.has(id), readWhole };
}

function whyMissing(known: Known, booked: Booked | undefined): string {
  const { outcome, rejection, nudged, readWhole } = known;
  if (rejection) return `${said[rejection.stage]}: ${rejection.reason}`;
  if (booked?.deleted) return 'It was deleted in Salesforce and lies in the recycle bin there.';
  if (outcome?.hash === goneHash) return 'The shop did not have it when it was last asked.';
  if (outcome?.state === 'written') return 'It was written, and was deleted in Salesforce since.';
  if (nudged) return 'It is to be read again.';
  return readWhole ? 'It was never read.' : 'The first read of the shop is not finished.';
}

const said = {
  ...{ read: 'It could not be understood', map: 'It could not be mapped' },
  write: 'Salesforce refused it',
  waiting: 'It waits for something that is not in Salesforce',
  retry: 'It was put off',
};

function whyDifferent({ outcome, rejection }: Known, { updatedAt }: Head): string {
  if (rejection)
    return `Its newest version is not there. ${said[rejection.stage]}: ${rejection.reason}`;
  if (!outcome) return 'It was never written from here.';
  if (outcome.sourceTime < updatedAt) return 'The shop has changed it since it was last written.';
  return 'It was written as the shop has it, and was changed in Salesforce since.';
}

function whyGone({ outcome }: Known): string {
  if (!outcome) return 'Nothing was ever written under this id from here: somebody else made it.';
  return outcome.hash === goneHash
    ? 'It was marked as removed, and the mark was taken away in Salesforce.'
    : 'The shop has deleted it, and nobody was told.';
}
