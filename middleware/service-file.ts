import fs from 'node:fs';
import path from 'node:path';
import { z } from 'zod';

/** How the command line reaches a service that is running. */
export interface ServiceAddress {
  readonly url: string;
  /** For `/admin`, made anew at each start. */
  readonly token: string;
}

const schema = z.object({ url: z.string(), token: z.string() });

/** Readable by the service's own user alone; whoever may read it may give orders. */
export function writeServiceFile(folder: string, address: ServiceAddress): void {
  fs.mkdirSync(folder, { recursive: true, mode: 0o700 });
  const file = fileIn(folder);
  fs.rmSync(file, { force: true });
  fs.writeFileSync(file, JSON.stringify(address), { mode: 0o600 });
}

/** Leaves alone what another service has written. */
export function removeServiceFile(folder: string, { token }: Pick<ServiceAddress, 'token'>): void {
  if (readServiceFile(folder)?.token === token) fs.rmSync(fileIn(folder), { force: true });
}

/** Null where no service has left an address; one that was killed leaves its own behind. */
export function readServiceFile(folder: string): ServiceAddress | null {
  try {
    return schema.parse(JSON.parse(fs.readFileSync(fileIn(folder), 'utf8')));
  } catch {
    return null;
  }
}

function fileIn(folder: string): string {
  return path.join(folder, 'service.json');
}
