// Runs before `npm start` and `npm test`, on whatever Node is there (plain old JavaScript therefore): installs the
// project's packages, its own Node among them, where they are missing or out of date.
'use strict';
const { execFileSync } = require('node:child_process');
const fs = require('node:fs');
const path = require('node:path');

const root = path.join(__dirname, '..');
const windows = process.platform === 'win32';

function run(command, args) {
  execFileSync(command, args, {
    cwd: root,
    stdio: ['ignore', 'inherit', 'inherit'],
    shell: windows,
  });
}

/** npm keeps a copy of the lock file in node_modules: an older one means that packages have changed since. */
function isInstalled() {
  const mine = path.join(root, 'package-lock.json');
  const theirs = path.join(root, 'node_modules', '.package-lock.json');
  const node = path.join(root, 'node_modules', '.bin', windows ? 'node.cmd' : 'node');
  if (!fs.existsSync(theirs) || !fs.existsSync(node)) return false;
  return packagesOf(mine) === packagesOf(theirs);
}

function packagesOf(file) {
  const packages = JSON.parse(fs.readFileSync(file, 'utf8')).packages;
  const wanted = ['node', 'typescript', 'lwc', 'express', '@salesforce/cli'];
  return wanted.map((name) => (packages['node_modules/' + name] || {}).version).join();
}

if (!isInstalled()) {
  console.log('Installing packages (about a minute, 1.1 GB) …');
  run('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error']);
}

if (process.argv.includes('--chrome')) {
  const node = path.join(root, 'node_modules', '.bin', windows ? 'node.cmd' : 'node');
  run(node, [path.join(root, 'scripts', 'ensure-chrome.ts')]);
}
