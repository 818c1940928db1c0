/** Run as a child process by pglite.ts: makes an empty database in the folder given and ends. */
import { setFlagsFromString } from 'node:v8';

setFlagsFromString('--liftoff-only');
const { PGlite } = await import('@electric-sql/pglite');
const { DurableNodeFS } = await import('./durable-fs.ts');
const database = await PGlite.create({ fs: new DurableNodeFS(process.argv[2]!) });
await database.exec('checkpoint');
await database.close();
process.exit(0);
