import type { Kysely } from 'kysely';
import { Migrator, type Migration, type MigrationProvider } from 'kysely/migration';
import { databaseFailure } from './away.ts';
import * as first from './migrations/0001-first.ts';
import * as childrenAndValues from './migrations/0002-children-and-values.ts';
import * as customerLinks from './migrations/0003-customer-links.ts';
import * as nudges from './migrations/0004-nudges.ts';
import * as indexes from './migrations/0005-indexes.ts';
import * as leases from './migrations/0006-leases.ts';
import * as versions from './migrations/0007-versions.ts';
import * as syncErrors from './migrations/0008-sync-errors.ts';
import * as sealedPayloads from './migrations/0009-sealed-payloads.ts';
import * as eventPositions from './migrations/0012-event-positions.ts';
import * as namedLinks from './migrations/0013-named-links.ts';
import * as jobCorrelation from './migrations/0014-job-correlation.ts';
import * as apiUse from './migrations/0015-api-use.ts';
import * as parity from './migrations/0010-parity.ts';
import type { Database } from './schema.ts';

/** Forward only: a migration that has been released is never edited. */
const migrations: Record<string, Migration> = {
  '0001-first': first,
  '0002-children-and-values': childrenAndValues,
  '0003-customer-links': customerLinks,
  '0004-nudges': nudges,
  '0005-indexes': indexes,
  '0006-leases': leases,
  '0007-versions': versions,
  '0008-sync-errors': syncErrors,
  '0009-sealed-payloads': sealedPayloads,
  '0012-event-positions': eventPositions,
  '0013-named-links': namedLinks,
  '0014-job-correlation': jobCorrelation,
  '0010-parity': parity,
  '0015-api-use': apiUse,
};
const provider: MigrationProvider = { getMigrations: () => Promise.resolve(migrations) };

/** Brings the tables up to date, under the migrator's own lock. Throws `config` for a database newer than this program. */
export async function migrate(db: Kysely<Database>): Promise<void> {
  const { error } = await new Migrator({ db, provider }).migrateToLatest();
  if (error === undefined) return;
  const action =
    'Run the newest version of Orderlens on this database, or give it a fresh one (DATA_DIR or DATABASE_URL).';
  throw databaseFailure('The database could not be brought up to date', error, action);
}
