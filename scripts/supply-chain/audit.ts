/**
 * `npm run audit [-- --allow-unknown]`: advisories for what runs in production. Exit code 1 where there are some, 2 where
 * the registry gives none to look at, unless that is allowed.
 */
import { npm } from './npm.ts';
import { verdictOf } from './verdict.ts';

const { state, lines } = verdictOf(await npm('audit', '--omit=dev', '--json'));
process.stdout.write(`${lines.join('\n')}\n`);
if (state === 'vulnerable') process.exitCode = 1;
if (state === 'unknown' && !process.argv.includes('--allow-unknown')) process.exitCode = 2;
