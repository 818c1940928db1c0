import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';

/** The port asked for by name; else the usual one, or any that is free where something else listens there. */
export async function choosePort(name: string, usual: number): Promise<number> {
  const wanted = process.env[name];
  if (wanted === undefined) return freePort(usual).catch(() => freePort());
  const port = Number(wanted);
  if (!Number.isInteger(port) || port < 1 || port > 65_535)
    throw new Error(`${name} is no port: ${wanted}`);
  return freePort(port).catch(() => {
    throw new Error(`Port ${port} (${name}) is taken: choose another.`);
  });
}

/** A port of 127.0.0.1 that nobody listens at: the one asked for, or any; rejects where it is taken. */
export async function freePort(wanted = 0): Promise<number> {
  const server = createServer().listen(wanted, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
