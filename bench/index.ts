/** `npm run bench -- NAME [--json] …`: runs a bench by its name; its last line with --json is one object (report.ts). */
import { spawn } from 'node:child_process';
import { globSync } from 'node:fs';
import path from 'node:path';
import { Argument } from 'commander';
import { command } from '../scripts/command.ts';

const known = globSync('*/index.ts', { cwd: import.meta.dirname })
  .map(path.dirname)
  .sort();
const bench = command('bench --', 'Runs a bench.')
  .usage('NAME [options]')
  .addArgument(new Argument('<name>', 'which one').choices(known))
  .argument('[options...]', "the bench's own: NAME --help tells them")
  .passThroughOptions()
  .parse();
const [name = '', ...rest] = bench.args;
const file = path.join(import.meta.dirname, name, 'index.ts');
const child = spawn(process.execPath, [file, ...rest], { stdio: 'inherit' });
child.once('exit', (code, signal) => process.exit(signal ? 1 : (code ?? 1)));
