import grpc from '@grpc/grpc-js';
import { selfSigned } from './certificate.ts';
import { handlersOf, type PubSubDeps } from './handlers.ts';
import { loadService } from './wire.ts';

export interface PubSubOptions extends PubSubDeps {
  /** 0: any free port. */
  readonly port: number;
}

export interface PubSub {
  /** `localhost:PORT`, as clients want their endpoint. */
  readonly endpoint: string;
  /** PEM, of the server itself: nobody else vouches for it. */
  readonly certificate: string;
  /** Breaks every connection, as a network does; new ones are taken. */
  break(): void;
  close(): void;
}

const bind = (server: grpc.Server, port: number, credentials: grpc.ServerCredentials) =>
  new Promise<number>((resolve, reject) => {
    server.bindAsync(`127.0.0.1:${port}`, credentials, (error, bound) =>
      error ? reject(error) : resolve(bound),
    );
  });

/** The org's Pub/Sub API: gRPC over TLS. */
export const startPubSub = async ({ port, ...deps }: PubSubOptions): Promise<PubSub> => {
  const { certificate, privateKey } = selfSigned(new Date());
  const keys = { private_key: Buffer.from(privateKey), cert_chain: Buffer.from(certificate) };
  const server = new grpc.Server();
  server.addService(loadService(), { ...handlersOf(deps) });
  const bound = await bind(server, port, grpc.ServerCredentials.createSsl(null, [keys]));
  return {
    endpoint: `localhost:${bound}`,
    certificate,
    break: () => server.drain(`127.0.0.1:${bound}`, 0),
    close: () => server.forceShutdown(),
  };
};
