import { sql, type Kysely } from 'kysely';
import { Failure } from '../common/errors.ts';
import { asReceived, placeOf, toKeep, type PayloadSettings } from './payloads.ts';
import type { Database } from './schema.ts';

export interface Resealed {
  /** With the present key now. */
  readonly sealed: number;
  /** Left as they are: sealed with a key that is not here, or changed since. */
  readonly unreadable: number;
}

interface Kept {
  readonly store: string;
  readonly model: string;
  readonly key: string;
  readonly raw: string;
}

const batch = 500;

/** Seals what is in clear, or sealed with a previous key, with the present one. Harmless while others write. */
export async function reseal(
  db: Kysely<Database>,
  org: string,
  payloads: PayloadSettings,
): Promise<Resealed> {
  const { sealer } = payloads;
  if (sealer === null || sealer === 'clear') throw noKey();
  const total = { sealed: 0, unreadable: 0 };
  for (let last: Kept | null = null; ;) {
    const rows: Kept[] = await notSealedWith(sealer.keyId, last, db, org);
    const read = rows.flatMap((row) => sealAnew(row, org, payloads));
    await replace(read, db, org);
    total.sealed += read.length;
    total.unreadable += rows.length - read.length;
    last = rows.at(-1) ?? null;
    if (last === null) return total;
  }
}

function notSealedWith(
  keyId: string,
  last: Kept | null,
  db: Kysely<Database>,
  org: string,
): Promise<Kept[]> {
  const all = db
    .selectFrom('rejection')
    .select(['store', 'model', 'key'])
    .select(sql<string>`raw`.as('raw'))
    .where('org', '=', org)
    .where('raw', 'is not', null)
    .where('raw', 'not like', `s1.${keyId}.%`);
  const rest =
    last === null
      ? all
      : all.where(sql<boolean>`(store, model, key) > (${last.store}, ${last.model}, ${last.key})`);
  return rest.orderBy('store').orderBy('model').orderBy('key').limit(batch).execute();
}

interface Anew extends Kept {
  readonly sealed: string;
}

function sealAnew(row: Kept, org: string, payloads: PayloadSettings): Anew[] {
  const place = placeOf(org, row);
  try {
    const sealed = toKeep(asReceived(row.raw, payloads, place), payloads, place);
    return sealed === null ? [] : [{ ...row, sealed }];
  } catch (error) {
    if (error instanceof Failure) return [];
    throw error;
  }
}

/** Leaves alone what has been written again meanwhile. */
async function replace(rows: readonly Anew[], db: Kysely<Database>, org: string): Promise<void> {
  if (rows.length === 0) return;
  await sql`
    update rejection r set raw = given.sealed from unnest(
      ${rows.map(({ store }) => store)}::text[],
      ${rows.map(({ model }) => model)}::text[],
      ${rows.map(({ key }) => key)}::text[],
      ${rows.map(({ raw }) => raw)}::text[],
      ${rows.map(({ sealed }) => sealed)}::text[]
    ) as given (store, model, key, raw, sealed)
    where r.org = ${org} and r.store = given.store and r.model = given.model
      and r.key = given.key and r.raw = given.raw
  `.execute(db);
}

function noKey(): Failure {
  return new Failure('There is no key to seal payloads with', {
    kind: 'config',
    action: 'Set STORE_KEY, and STORE_KEY_PREVIOUS where an older one was in use.',
  });
}
