import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';

/** The port asked for by name; else the usual one, or any that is free where something else listens there. */
export async function choosePort(name: string, usual: number): Promise<number> {
  const wanted = process.env[name];
  if (wanted === undefined) return (await isFree(usual)) ?? (await isFree(0))!;
  const port = Number(wanted);
  if (!Number.isInteger(port) || port < 1 || port > 65_535)
    throw new Error(`${name} is no port: ${wanted}`);
  if ((await isFree(port)) === undefined)
    throw new Error(`Port ${port} (${name}) is taken: choose another.`);
  return port;
}

async function isFree(port: number): Promise<number | undefined> {
  const server = createServer().listen(port, '127.0.0.1');
  try {
    await once(server, 'listening');
    return (server.address() as AddressInfo).port;
  } catch {
    return undefined;
  } finally {
    server.close();
  }
}
