import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';

/** What becomes of a delivery on its way. */
export type Twist =
  | { readonly kind: 'pass' }
  /** Comes twice. */
  | { readonly kind: 'twice' }
  /** Comes later than what was sent after it. */
  | { readonly kind: 'late'; readonly ms: number }
  /** Its sender hears that it was not taken. */
  | { readonly kind: 'refused' };

interface Delivery {
  readonly path: string;
  readonly headers: Record<string, string>;
  readonly body: Buffer;
}

const pass: Twist = { kind: 'pass' };

/** Where shops deliver: hands each delivery to one replica after another, as a load balancer does. */
export class Door {
  /** `http://127.0.0.1:PORT` */
  readonly url: string;
  replicas: readonly { readonly url: string; readonly isRunning: boolean }[] = [];
  /** Asked of each delivery. */
  twist: () => Twist = () => pass;
  readonly #server: Server;
  readonly #running = new Set<Promise<unknown>>();
  #turn = 0;

  private constructor(server: Server, url: string) {
    this.#server = server;
    this.url = url;
  }

  static async open(): Promise<Door> {
    const server = createServer();
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const door = new Door(server, `http://127.0.0.1:${port}`);
    server.on('request', (request, response) => void door.#take(request, response));
    return door;
  }

  /** Whether deliveries that were taken are still on their way. */
  get isBusy(): boolean {
    return this.#running.size > 0;
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    this.#server.close();
    await Promise.all(this.#running);
  }

  async #take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const headers = Object.fromEntries(
      Object.entries(request.headers).filter(([name]) => /^(content-type|x-)/.test(name)),
    ) as Record<string, string>;
    const delivery = { path: request.url ?? '/', headers, body: Buffer.concat(chunks) };
    response.statusCode = await this.#deliver(delivery, this.twist());
    response.end();
  }

  async #deliver(delivery: Delivery, twist: Twist): Promise<number> {
    if (twist.kind === 'refused') return 503;
    if (twist.kind === 'late') {
      this.#later(delivery, twist.ms);
      return 200;
    }
    const status = await this.#forward(delivery);
    if (twist.kind === 'twice') await this.#forward(delivery);
    return status;
  }

  /** Its sender has its answer: from here on it must not be lost on the way. */
  #later(delivery: Delivery, ms: number): void {
    const done = this.#insist(delivery, ms).finally(() => this.#running.delete(done));
    this.#running.add(done);
  }

  async #insist(delivery: Delivery, ms: number): Promise<void> {
    await wait(ms);
    for (let attempt = 0; attempt < 600; attempt += 1) {
      if ((await this.#forward(delivery)) < 500) return;
      await wait(100);
    }
  }

  async #forward({ path, headers, body }: Delivery): Promise<number> {
    const alive = this.replicas.filter(({ isRunning }) => isRunning);
    const replica = alive[this.#turn++ % Math.max(1, alive.length)];
    if (!replica) return 503;
    try {
      const signal = AbortSignal.timeout(5000);
      const init = { method: 'POST', headers, body: new Uint8Array(body), signal };
      const answer = await fetch(replica.url + path, init);
      await answer.body?.cancel();
      return answer.status;
    } catch {
      return 502;
    }
  }
}
