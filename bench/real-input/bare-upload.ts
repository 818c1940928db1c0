import fs from 'node:fs';
import path from 'node:path';
import { uploadBare } from './org.ts';
import type { World } from './world.ts';

/** The limit: the same chunks as ready-made CSV in the same order to a fresh org. Seconds. */
export async function bareUploadSeconds(world: World, folder: string): Promise<number> {
  const files = fs
    .readdirSync(folder)
    .filter((name) => name.endsWith('.csv'))
    .sort();
  if (files.length === 0) throw new Error(`The backfill kept no chunks in ${folder}`);
  const org = await world.startOrg();
  try {
    const started = performance.now();
    for (const name of files) {
      const object = name.slice(name.indexOf('-') + 1, -'.csv'.length);
      const key = object.endsWith('__c') ? 'External_Id__c' : 'Commerce_Key__c';
      await uploadBare(org, path.join(folder, name), object, key);
    }
    return (performance.now() - started) / 1000;
  } finally {
    await org.stop();
  }
}
