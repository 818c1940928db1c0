/** Installs Debian's Chromium where no Chrome is found and we may; says what to do where we may not. */
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import { findChrome } from './chrome.ts';

const found = findChrome();
if (!found && !installFromDebian()) {
  process.stderr.write(
    'No Chrome or Chromium was found, and the tests of the page need one. Install it, or set CHROME_PATH.\n',
  );
  process.exitCode = 1;
}

function installFromDebian(): boolean {
  const mayInstall = process.getuid?.() === 0 && fs.existsSync('/usr/bin/apt-get');
  if (!mayInstall) return false;
  process.stdout.write('Installing Chromium …\n');
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  for (const args of [
    ['update', '-qq'],
    ['install', '-y', '-qq', '--no-install-recommends', 'chromium'],
  ]) {
    const { status } = spawnSync('apt-get', args, { env, stdio: ['ignore', 'ignore', 'inherit'] });
    if (status !== 0) return false;
  }
  return findChrome() !== undefined;
}
