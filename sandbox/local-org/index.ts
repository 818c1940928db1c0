import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { BulkCounters } from './bulk/counters.ts';
import { bulkRoutes } from './bulk/index.ts';
import { createOrg } from './engine/index.ts';
import type { EventOrg } from './engine/flows/bus.ts';
import type { Org } from './engine/types.ts';
import { applyFaults } from './faults/http.ts';
import { OrgFaults } from './faults/index.ts';
import { graphqlRoutes } from './graphql/index.ts';
import { createApp } from './http/app.ts';
import type { ApiDeps } from './http/deps.ts';
import { listen } from './http/listen.ts';
import { sessionByToken, sessionReader } from './http/sessions.ts';
import { Allocations } from './limits/allocations.ts';
import { type Edition, limitsOf } from './limits/editions.ts';
import { metadataApi, restore } from './metadata/index.ts';
import { readKey } from './oauth/assertion.ts';
import { oauthRoutes } from './oauth/index.ts';
import { TokenStore } from './oauth/tokens.ts';
import { addressOf, pubSubBeside, type PubSubChoice } from './pubsub/beside.ts';
import { restRoutes } from './rest/index.ts';
import { soapRoutes } from './soap/index.ts';
import { readSoql } from './soql/index.ts';
import { uiApiRoutes } from './uiapi/index.ts';
import { ensureUser, startingUsers } from './users.ts';

export interface LocalOrgOptions {
  /** 0, the usual: any free port of 127.0.0.1. */
  readonly port?: number;
  /** The org's database file; `:memory:`, the usual, forgets all on close. */
  readonly file?: string;
  /** Standard objects and the administrator only. */
  readonly empty?: boolean;
  /** Where the package's source is; the project's own, usually. */
  readonly packageDir?: string;
  /** PEM of the JWT client's certificate or public key; without it the JWT bearer flow refuses everyone. */
  readonly certificate?: string;
  /** Without it the client credentials flow is off. */
  readonly clientSecret?: string;
  /** How long an access token lasts; two hours, as in a new org. */
  readonly tokenLifetimeMs?: number;
  /** A folder with an administrator's own metadata, in source format: what would fail in *their* org. */
  readonly adminMetadata?: string;
  /** Whose limits the org has; Enterprise Edition's, where nothing is said. */
  readonly edition?: Edition;
  /** Person accounts, which no org switches off again. */
  readonly personAccounts?: boolean;
  /** ISO 4217 codes of an org with multiple currencies, the corporate one first. */
  readonly currencies?: readonly string[];
  /** Pub/Sub API, over TLS; off, unless it is asked for. */
  readonly pubsub?: boolean | PubSubChoice;
  /** Objects whose changes are captured, five at most. */
  readonly changeDataCapture?: readonly string[];
  /** The org's clock for tokens, SOQL's date literals and job times. */
  readonly now?: () => Date;
}

export interface LocalUser {
  readonly username: string;
  readonly accessToken: string;
}

export interface LocalOrg {
  /** `http://127.0.0.1:PORT`, no slash at the end. */
  readonly url: string;
  readonly orgId: string;
  /** The administrator. */
  readonly username: string;
  readonly accessToken: string;
  readonly clientId: string;
  /** In an empty org all three are the administrator. */
  readonly users: {
    readonly admin: LocalUser;
    readonly integration: LocalUser;
    readonly agent: LocalUser;
  };
  readonly org: EventOrg;
  /** `localhost:PORT` of Pub/Sub API and its own certificate (PEM), where it was asked for. */
  readonly pubsubUrl?: string;
  readonly pubsubCertificate?: string;
  /** Breaks the connections to Pub/Sub API. */
  breakPubSub?(): void;
  /** What was used of the org's limits. */
  readonly allocations: Allocations;
  /** What ingest jobs came to. */
  readonly bulkCounters: BulkCounters;
  /** Makes things go wrong. */
  readonly faults: OrgFaults;
  close(): Promise<void>;
}

/** The one registered app; its secret and certificate are options. */
export const clientId = '3MVG9.Orderlens.LocalOrg';

const ownPackage = fileURLToPath(new URL('../../force-app/main/default', import.meta.url));
const twoHours = 2 * 60 * 60 * 1000;

interface Storage {
  readonly file: string;
  readonly dataDir: string;
  readonly tokenFile: string | undefined;
  forget(): void;
}

/** An org in a file keeps its jobs and tokens beside it. */
const openStorage = (file: string): Storage => {
  if (file === ':memory:') {
    const dataDir = mkdtempSync(join(tmpdir(), 'local-org-'));
    const forget = () => rmSync(dataDir, { recursive: true, force: true });
    return { file, dataDir, tokenFile: undefined, forget };
  }
  const path = resolve(file);
  const dataDir = `${path}.data`;
  mkdirSync(dataDir, { recursive: true });
  return { file: path, dataDir, tokenFile: `${path}.tokens.json`, forget: () => undefined };
};

const makeUsers = (org: Org, empty: boolean): void => {
  const users = empty ? [startingUsers.admin] : Object.values(startingUsers);
  for (const user of users) ensureUser(org, user);
};

const openTokens = (
  org: Org,
  { tokenFile: file }: Storage,
  now: () => Date,
  lifetimeMs = twoHours,
): TokenStore => new TokenStore({ orgId: org.id, now, lifetimeMs, ...(file && { file }) });

const issueTokens = (tokens: TokenStore, empty: boolean): LocalOrg['users'] => {
  const login = (username: string) => ({ username, accessToken: tokens.issue(username) });
  const admin = login(startingUsers.admin.username);
  if (empty) return { admin, integration: admin, agent: admin };
  return {
    admin,
    integration: login(startingUsers.integration.username),
    agent: login(startingUsers.agent.username),
  };
};

const makeDeps = (
  org: Org,
  tokens: TokenStore,
  dataDir: string,
  now: () => Date,
  allocations: Allocations,
): ApiDeps => ({
  org,
  allocations,
  dataDir,
  now,
  sessionOf: sessionReader(org, tokens),
  soql: (text, session) => readSoql(text, { schema: org.schema, session, now: now() }),
});

/** The org with what was deployed to it, its people, and what it tells about its changes. */
const openOrg = (
  {
    adminMetadata,
    changeDataCapture = [],
    empty = false,
    personAccounts,
    currencies,
  }: LocalOrgOptions,
  file: string,
  packageDir: string | null,
  storageBytes: number,
) => {
  const chosen = { ...(personAccounts && { personAccounts }), ...(currencies && { currencies }) };
  const org = createOrg({ ...chosen, file, packageDir, storageBytes });
  restore(org);
  if (adminMetadata !== undefined) org.addAdminMetadata(adminMetadata);
  makeUsers(org, empty);
  for (const object of changeDataCapture) org.bus.capture(object);
  return org;
};

/** Starts an emulated Salesforce org on 127.0.0.1; ready when the promise settles. */
export const startLocalOrg = async (options: LocalOrgOptions = {}): Promise<LocalOrg> => {
  const { empty = false, clientSecret, now = () => new Date() } = options;
  const key = options.certificate ? readKey(options.certificate) : undefined;
  const storage = openStorage(options.file ?? ':memory:');
  const packageDir = empty ? null : (options.packageDir ?? ownPackage);
  const limits = limitsOf(options.edition);
  const org = openOrg(options, storage.file, packageDir, limits.dataStorageMB * 1024 * 1024);
  const tokens = openTokens(org, storage, now, options.tokenLifetimeMs);
  const users = issueTokens(tokens, empty);
  const allocations = new Allocations(now, limits);
  const deps = makeDeps(org, tokens, storage.dataDir, now, allocations);
  const faults = new OrgFaults((lock) => org.holdRow(lock));
  const bulk = bulkRoutes(deps, faults.fates);
  const sessionFor = sessionByToken(org, tokens);
  const metadata = metadataApi({ ...deps, org, packageDir, sessionFor });
  const server = await listen(options.port ?? 0, (url) =>
    createApp({
      deps,
      faults: applyFaults(faults.http),
      oauth: oauthRoutes({
        org,
        url,
        tokens,
        assertion: { clientId, key, audience: url, now },
        clientSecret,
        runAs: users.integration.username,
        now,
      }),
      soap: metadata.soap.use(soapRoutes({ org, sessionFor })),
      apis: [metadata.rest, bulk, graphqlRoutes(deps), uiApiRoutes(deps), restRoutes(deps)],
    }),
  );
  const pubsub = await pubSubBeside(options.pubsub, {
    org,
    url: server.url,
    sessionFor,
    deliveries: allocations.deliveredEvents,
    now,
  });
  return {
    url: server.url,
    orgId: org.id,
    ...users.admin,
    clientId,
    users,
    org,
    allocations,
    bulkCounters: bulk.counters,
    faults,
    ...(pubsub && addressOf(pubsub)),
    close: async () => {
      pubsub?.close();
      await server.close();
      await metadata.stop();
      await bulk.stop();
      org.close();
      storage.forget();
    },
  };
};
