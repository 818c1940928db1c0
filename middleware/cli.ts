import { Command, InvalidArgumentError } from 'commander';
import { backfill } from './cli/backfill.ts';
import { doctor } from './cli/doctor.ts';
import { plan } from './cli/plan.ts';
import { ignoreRejected, listRejected, retryRejected } from './cli/rejected.ts';
import { rotateKey } from './cli/rotate-key.ts';
import { status } from './cli/status.ts';
import { sync } from './cli/sync.ts';
import { trace } from './cli/trace.ts';
import { exportStore, forgetStore, importStore } from './cli/transfer.ts';
import { verify } from './cli/verify.ts';
import { Failure, messageOf } from './common/errors.ts';
import { parseInstant } from './common/time.ts';
import { readConfig, type Config } from './config.ts';

const stop = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => stop.abort());

const program = new Command('orderlens')
  .description('Commerce context in Salesforce: reads shops, writes what has changed.')
  .option('--target-org <name>', "use a person's own sf login: an alias or a username")
  .addHelpText(
    'after',
    '\nSettings come from the environment and STORES_FILE; .env.example lists them all.',
  );

/** What is asked for here goes before what the environment says. */
function config(): Config {
  const { targetOrg } = program.opts<{ targetOrg?: string }>();
  return readConfig({
    ...process.env,
    ...(targetOrg ? { SALESFORCE_TARGET_ORG: targetOrg } : {}),
  });
}

function wholeNumber(text: string): number {
  if (/^[1-9]\d{0,4}$/.test(text)) return Number(text);
  throw new InvalidArgumentError('It is no whole number from 1 to 99999.');
}

function aDay(text: string): string {
  if (parseInstant(`${text}T00:00:00Z`) !== null) return text;
  throw new InvalidArgumentError('It is no day such as 2026-01-31.');
}

program
  .command('backfill')
  .description('read every store whole and write what has changed; goes on where it was cut off')
  .option('--store <key>', 'only this store of the stores file')
  .option('--json', 'print the result as one JSON object on the last line')
  .option('--keep-spool <folder>', 'keep the uploaded CSV files here (they hold personal data)')
  .action((options) => backfill(config(), options, stop.signal));

program
  .command('sync')
  .description('look for changes now; the running service does it, where there is one')
  .option('--store <key>', 'only this store of the stores file')
  .option('--json', 'print the result as one JSON object on the last line')
  .action((options) => sync(config(), options, stop.signal));

program
  .command('verify')
  .description('compare shop and Salesforce by day and currency, name each record that differs')
  .option('--store <key>', 'only this store of the stores file')
  .option('--since <day>', 'only orders placed on this day or later, as 2026-01-31', aDay)
  .option('--until <day>', 'only orders placed on this day or earlier', aDay)
  .option('--repair', 'send again what differs, mark what is too much, and compare once more')
  .option('--json', 'print one JSON array')
  .addHelpText('after', '\nExit code 1 where something differs.')
  .action((options) => verify(config(), options, stop.signal));

program
  .command('status')
  .description('checkpoints, latest runs and rejected records, as the middleware remembers them')
  .option('--json', 'print one JSON object')
  .action((options) => status(config(), options, stop.signal));

program
  .command('doctor')
  .description('check settings, logins, permissions and limits of both sides; changes nothing')
  .option('--json', 'print one JSON object')
  .action((options) => doctor(config(), options, stop.signal));

program
  .command('plan')
  .description('reckon what a backfill takes, and whether the org has it left; changes nothing')
  .option('--store <key>', 'only this store of the stores file')
  .option('--json', 'print one JSON object')
  .action((options) => plan(config(), options, stop.signal));

program
  .command('rotate-key')
  .description('seal the payloads that are kept with the present STORE_KEY instead of the previous')
  .option('--json', 'print one JSON object')
  .action((options) => rotateKey(config(), options, stop.signal));

const rejected = program
  .command('rejected')
  .description('records that are not in Salesforce, and why; read them again when it is mended');

rejected
  .command('list')
  .description('the newest first')
  .option('--store <key>', 'only of this store of the stores file')
  .option('--limit <count>', 'at most so many', wholeNumber, 100)
  .option('--json', 'print one JSON array')
  .action((options) => listRejected(config(), options, stop.signal));

rejected
  .command('retry [keys...]')
  .description('read them from the shop again and send them, changed or not; without keys: all')
  .option('--store <key>', 'only of this store of the stores file')
  .option('--json', 'print one JSON array')
  .action((keys, options) => retryRejected(config(), keys, options, stop.signal));

for (const [name, ignore, about] of [
  ['ignore', true, 'leave them alone until the shop changes them; they count no longer'],
  ['unignore', false, 'take that back: they count as open again'],
] as const) {
  rejected
    .command(`${name} <keys...>`)
    .description(about)
    .option('--store <key>', 'only of this store of the stores file')
    .action((keys, options) => ignoreRejected(config(), keys, ignore, options, stop.signal));
}

program
  .command('trace <record>')
  .description(
    'the story of one record: an order number, or an external id such as shopify:giftshop:4711',
  )
  .option('--json', 'print one JSON array, a story for each record that it may be')
  .action((record, options) => trace(config(), record, options, stop.signal));
program
  .command('export <file>')
  .description('write all that the middleware remembers into a new file, to move it to a server')
  .action((file) => exportStore(config(), file));

program
  .command('import <file>')
  .description('fill an empty database from such a file')
  .action((file) => importStore(config(), file));

program
  .command('forget-store <key>')
  .description('forget what is known of a store (nothing in Salesforce or the shop changes)')
  .action((key) => forgetStore(config(), key));

const stopped =
  'orderlens was stopped. What is in Salesforce stays.\nRun it again: it goes on from there.\n';

function explain(error: unknown): string {
  const action = error instanceof Failure ? `\n${error.action}` : '';
  return `${messageOf(error)}${action}\n`;
}

try {
  await program.parseAsync();
} catch (error) {
  process.stderr.write(stop.signal.aborted ? stopped : explain(error));
  process.exitCode = 1;
}
