import fs from 'node:fs';
import path from 'node:path';
import { middlewareEnvironment } from '../../scripts/middleware.ts';
import { accessTokenFor, makeKeyPair } from '../../scripts/start/login.ts';
import { Processes } from '../../scripts/start/process.ts';
import type { OrgLogin } from './org.ts';

const root = path.join(import.meta.dirname, '../..');
const integrationUser = 'integration@orderlens.example';

/** What a run stands on: a shop, an org, and the middleware between them, each a process of its own. */
export class World {
  readonly folder: string;
  readonly processes = new Processes();
  readonly #orgs = new Set<Processes>();
  readonly #keys = makeKeyPair();
  #shop: { url: string; accessToken: string } | undefined;

  constructor(folder: string) {
    this.folder = folder;
    fs.mkdirSync(folder, { recursive: true });
    fs.writeFileSync(path.join(folder, 'client.pem'), this.#keys.publicKey);
    fs.writeFileSync(path.join(folder, 'client.key'), this.#keys.privateKey, { mode: 0o600 });
  }

  /** `points`: what the shop's plan gives a second, for GraphQL queries. `more`: further arguments of its command. */
  async startShop(seedFile: string, points: string, ...more: string[]): Promise<void> {
    const cli = path.join(root, 'sandbox/shops/shopify/cli.ts');
    const args = [cli, '--port', '0', '--seed', seedFile, '--points', points, '--json', ...more];
    this.#shop = await this.processes.serve('The shop', args, process.env);
  }

  /** An empty org with the package, in memory. */
  async startOrg(): Promise<Org> {
    const processes = new Processes();
    this.#orgs.add(processes);
    const cli = path.join(root, 'sandbox/local-org/cli.ts');
    const certificate = path.join(this.folder, 'client.pem');
    const args = [cli, '--port', '0', '--json', '--certificate', certificate];
    const ready = await processes.serve<{ url: string; clientId: string }>('The org', args, {
      ...process.env,
    });
    const { privateKey } = this.#keys;
    const accessToken = await accessTokenFor({ ...ready, username: integrationUser, privateKey });
    const stop = async () => {
      await processes.stop();
      this.#orgs.delete(processes);
    };
    return { ...ready, accessToken, stop };
  }

  /**
   * The middleware's environment for this shop and an org, with a database of its own: a folder, or what `DATABASE_URL`
   * names. `store`: further settings of it.
   */
  environment(
    org: Org,
    name: string,
    {
      databaseUrl = '',
      ...store
    }: { readonly databaseUrl?: string; createContacts?: boolean } = {},
  ): NodeJS.ProcessEnv {
    const settings = {
      domain: 'online-retail.myshopify.com',
      accessToken: '$SHOPIFY_TOKEN',
      baseUrl: this.#shop!.url,
    };
    const retail = { platform: 'shopify', createContacts: true, ...store, settings };
    const storesFile = path.join(this.folder, 'stores.json');
    fs.writeFileSync(storesFile, JSON.stringify({ stores: { retail } }));
    return {
      ...process.env,
      ...middlewareEnvironment,
      SALESFORCE_LOGIN_URL: org.url,
      SALESFORCE_CLIENT_ID: org.clientId,
      SALESFORCE_USERNAME: integrationUser,
      SALESFORCE_PRIVATE_KEY_FILE: path.join(this.folder, 'client.key'),
      SHOPIFY_TOKEN: this.#shop!.accessToken,
      STORES_FILE: storesFile,
      DATA_DIR: path.join(this.folder, name),
      DATABASE_URL: databaseUrl,
    };
  }

  async stop(): Promise<void> {
    await Promise.all([this.processes, ...this.#orgs].map((processes) => processes.stop()));
    fs.rmSync(this.folder, { recursive: true, force: true });
  }
}

export interface Org extends OrgLogin {
  readonly clientId: string;
  stop(): Promise<void>;
}
