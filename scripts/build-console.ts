/** Builds the sandbox console into dist/console: `node scripts/build-console.ts`, after build-panels.ts. */
import { buildConsole } from './console/build.ts';

const started = performance.now();
await buildConsole();
const seconds = ((performance.now() - started) / 1000).toFixed(1);
process.stdout.write(`Console: built in ${seconds} s\n`);
