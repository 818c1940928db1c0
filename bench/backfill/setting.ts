import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { startOwnServer, type TestServer } from '../../middleware/store/fixtures/server.ts';
import { World, type Org } from '../real-input/world.ts';
import { writeBulkResults } from './history.ts';

/** GraphQL points a second of Shopify Plus: a backfill takes next to none. */
const points = '1000';

/** A shop with a history, orgs, and databases for the middleware between them. */
export class Setting {
  readonly world = new World(mkdtempSync(path.join(os.tmpdir(), 'orderlens-bench-')));
  readonly #postgres: TestServer | undefined;
  #environments = 0;

  private constructor(postgres: TestServer | undefined) {
    this.#postgres = postgres;
  }

  static async open(store: string): Promise<Setting> {
    if (store !== 'pglite' && store !== 'postgres') throw new Error(`There is no store ${store}`);
    const postgres = store === 'postgres' ? await startOwnServer() : undefined;
    const setting = new Setting(postgres);
    for (const signal of ['SIGINT', 'SIGTERM'] as const) {
      process.once(signal, () => void setting.close().then(() => process.exit(130)));
    }
    return setting;
  }

  folder(name: string): string {
    return path.join(this.world.folder, name);
  }

  /** The history is made before anything is measured. A shop that was open stays so. */
  async openShop(orders: number): Promise<void> {
    const results = this.folder(`bulk-results-${orders}`);
    mkdirSync(results);
    await writeBulkResults(orders, results);
    const seed = this.folder('seed.jsonl');
    writeFileSync(seed, `${JSON.stringify(shop)}\n`);
    await this.world.startShop(seed, points, '--bulk-results', results);
  }

  /** With an empty database. */
  async environment(org: Org): Promise<NodeJS.ProcessEnv> {
    this.#environments += 1;
    const name = `bench_${this.#environments}`;
    const databaseUrl = await this.#postgres?.freshDatabase();
    const store = { createContacts: false, ...(databaseUrl && { databaseUrl }) };
    return this.world.environment(org, name, store);
  }

  /** Gives an org to work with, and stops it. */
  async withOrg<T>(work: (org: Org) => Promise<T>): Promise<T> {
    const org = await this.world.startOrg();
    try {
      return await work(org);
    } finally {
      await org.stop();
    }
  }

  remove(name: string): void {
    rmSync(this.folder(name), { recursive: true, force: true });
  }

  async close(): Promise<void> {
    await this.world.stop();
    await this.#postgres?.stop();
  }
}

const shop = {
  ...{ type: 'shop', id: '63001', name: 'Online Retail', currency: 'GBP' },
  ...{ timeZone: 'Europe/London', domain: 'online-retail.myshopify.com' },
};
