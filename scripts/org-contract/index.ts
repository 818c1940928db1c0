/**
 * `npm run test:org [-- --allow-production]`: what the middleware and the panels rely on, tried in an org. Without a
 * login in the environment the org is local-org; see docs/local-org.md for the settings of a real one.
 */
import { spawn } from 'node:child_process';
import path from 'node:path';
import { command } from '../command.ts';

const { allowProduction = false } = command('test:org --', 'What we rely on, tried in an org.')
  .option('--allow-production', 'the org may be a production org: records are written and deleted')
  .parse()
  .opts<{ allowProduction?: true }>();
const { env } = process;
const real = Boolean(env['ORG_USERNAME'] ?? env['ORG_LOGIN_URL']);
const test = path.join(import.meta.dirname, 'org-contract.test.ts');
const child = spawn(process.execPath, ['--test', test], {
  stdio: 'inherit',
  env: {
    ...env,
    ORG_CONTRACT: real ? 'real' : 'local',
    ORG_ALLOW_PRODUCTION: String(allowProduction),
  },
});
child.once('exit', (code) => process.exit(code ?? 1));
