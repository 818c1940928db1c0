/** `npm run bench -- NAME [--json] …`: runs a bench by its name; its last line with --json is one object (report.ts). */
import { spawn } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';

const [name = '', ...rest] = process.argv.slice(2);
const file = path.join(import.meta.dirname, name, 'index.ts');
const known = readdirSync(import.meta.dirname, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map((entry) => entry.name);

if (!known.includes(name) || !existsSync(file)) {
  process.stderr.write(`npm run bench -- NAME [--json]; benches: ${known.sort().join(', ')}\n`);
  process.exit(2);
}
const child = spawn(process.execPath, [file, ...rest], { stdio: 'inherit' });
child.once('exit', (code, signal) => process.exit(signal ? 1 : (code ?? 1)));
