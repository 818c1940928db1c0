/**
 * node scripts/uninstall/index.ts
 *
 * Writes config/uninstall anew from force-app: run it when the package has gained or lost a component.
 */
import fs from 'node:fs';
import path from 'node:path';
import { uninstallFiles } from './manifest.ts';

const root = path.resolve(import.meta.dirname, '../..');
const folder = path.join(root, 'config/uninstall');

for (const [name, text] of await uninstallFiles(root)) {
  const file = path.join(folder, name);
  fs.mkdirSync(path.dirname(file), { recursive: true });
  fs.writeFileSync(file, text);
  process.stdout.write(`${path.relative(root, file)}\n`);
}
