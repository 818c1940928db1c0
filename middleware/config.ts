import fs from 'node:fs';
import { z } from 'zod';
import { Failure, messageOf } from './common/errors.ts';
import { rememberSecretsIn } from './common/redact.ts';
import { readEvents, type EventSettings } from './events-config.ts';
import { readHttp } from './http-config.ts';
import type { HttpSettings } from './http/settings.ts';
import { readPayloads } from './payload-config.ts';
import { secretsOf, type Environment, type ReadFile, type Secrets } from './secrets.ts';
import type { PayloadSettings } from './store/payloads.ts';

/** What `main.ts` and `cli.ts` are wired from. Secrets have no default. */
export interface Config {
  readonly salesforce: SalesforceConfig;
  readonly stores: readonly StoreConfig[];
  readonly database: { readonly folder: string } | { readonly databaseUrl: string };
  /** Where the service leaves word for the command line, and its embedded database. */
  readonly dataFolder: string;
  /** Where rows wait on disk to be uploaded. */
  readonly spoolFolder: string;
  /** At most so much of it at a time, for each store. */
  readonly spoolMaxMB?: number | undefined;
  readonly port: number;
  readonly host: string;
  /** Absent: for this machine alone. */
  readonly http?: HttpSettings;
  /** Absent: none are kept. */
  readonly payloads?: PayloadSettings;
  readonly logLevel: string;
  /** Seconds between two looks at each shop for changes. */
  readonly pollSeconds: number;
  /** Seconds between two looks for sync requests; 0: none. */
  readonly requestPollSeconds: number;
  /** Errors of one store, and runs, that Salesforce shows at most; 0: none of both. */
  readonly errorsMost: number;
  /** Of the org's daily limits, the part that other integrations keep. */
  readonly apiReservePercent: number;
  /** Days after which Salesforce forgets resolved errors and runs. */
  readonly logDays: number;
  /** How to hear of sync requests without looking; absent: not. */
  readonly events?: EventSettings;
  /** Where shops reach the service, without a slash at its end; null: they need not. */
  readonly publicUrl: string | null;
  /** How long a process that is not heard of still has its stores, before another takes them over. */
  readonly leaseSeconds: number;
  /** How long the service may take to stop. */
  readonly stopSeconds: number;
  /** At which hour of each store's own day both sides are compared, and what is put right then; absent: never. */
  readonly verify?:
    { readonly hour: number; readonly repair: 'nothing' | 'gone' | 'all' } | undefined;
}

export type SalesforceConfig = (
  | { targetOrg: string }
  | { loginUrl: string; clientId: string; username: string; privateKey: string }
  | { loginUrl: string; clientId: string; clientSecret: string }
) & {
  /** Longest silence of Salesforce before a request is given up and repeated. */
  readonly limits?: { readonly timeoutMs: number };
};

export interface StoreConfig {
  /** Its key in the file: part of every external id, so it is never changed. */
  readonly key: string;
  readonly platform: string;
  readonly createContacts: boolean;
  readonly createProducts: boolean;
  readonly history: {
    readonly ordersSince?: string | undefined;
    readonly linesSince?: string | undefined;
  };
  /** For the platform's connector to check. */
  readonly settings: unknown;
}

const storeKeyPattern = /^[a-z0-9][a-z0-9-]{0,39}$/;

const day = z.iso.date('must be a day such as "2024-01-31"');

const storesFile = z.strictObject({
  stores: z
    .record(
      z.string().regex(storeKeyPattern, 'a store key is a-z, 0-9 and "-", at most 40 characters'),
      z.strictObject({
        platform: z.string(),
        createContacts: z.boolean().default(false),
        createProducts: z.boolean().default(false),
        history: z
          .strictObject({ ordersSince: day.optional(), linesSince: day.optional() })
          .default({}),
        settings: z.record(z.string(), z.unknown()),
      }),
    )
    .refine((stores) => Object.keys(stores).length > 0, 'name at least one store'),
});

/** Throws one Failure `config` that names every problem, or gives a whole Config. */
export function readConfig(env: Environment, readFile = readText): Config {
  const problems: string[] = [];
  const secret = secretsOf(env, readFile, problems);
  const stores = readStores(env, secret, readFile, problems);
  const salesforce = readSalesforce(env, secret, problems);
  const timeoutSeconds = readNumber(env, 'SALESFORCE_TIMEOUT_SECONDS', 60, problems);
  const port = readNumber(env, 'PORT', 8800, problems);
  const pollSeconds = readNumber(env, 'POLL_SECONDS', 60, problems);
  const requestPollSeconds = readNumber(env, 'REQUEST_POLL_SECONDS', 15, problems);
  const spoolMaxMB = readNumber(env, 'SPOOL_MAX_MB', 540, problems, 1);
  const events = readEvents(env, readFile, problems);
  const leaseSeconds = readNumber(env, 'LEASE_SECONDS', 15, problems, 1);
  const stopSeconds = readNumber(env, 'STOP_SECONDS', 20, problems, 1);
  const errorsMost = readNumber(env, 'SYNC_ERRORS_MOST', 10_000, problems);
  const logDays = readNumber(env, 'SYNC_LOG_DAYS', 30, problems);
  const apiReservePercent = readNumber(env, 'API_RESERVE_PERCENT', 20, problems);
  if (apiReservePercent > 90) problems.push('API_RESERVE_PERCENT is above 90');
  const publicUrl = readPublicUrl(env, problems);
  const http = readHttp(env, secret, port, problems);
  const days = readNumber(env, 'PAYLOAD_DAYS', 30, problems);
  const payloads = readPayloads(env, secret, days, problems);
  const databaseUrl = secret('DATABASE_URL');
  const verify = readVerify(env, problems);
  if (problems.length > 0) throw configFailure(problems);
  const dataDir = env['DATA_DIR'] ?? './.orderlens/data';
  return {
    salesforce: { ...salesforce!, limits: { timeoutMs: timeoutSeconds * 1000 } },
    stores,
    database: databaseUrl ? { databaseUrl } : { folder: dataDir },
    dataFolder: dataDir,
    spoolFolder: env['SPOOL_DIR'] ?? `${dataDir}/spool`,
    spoolMaxMB,
    port,
    pollSeconds,
    requestPollSeconds,
    errorsMost,
    logDays,
    events,
    apiReservePercent,
    publicUrl,
    host: http.host,
    http,
    payloads,
    leaseSeconds,
    stopSeconds,
    verify,
    logLevel: env['LOG_LEVEL'] ?? 'info',
  };
}

export function configFailure(problems: readonly string[]): Failure {
  const list = problems.map((problem) => `  - ${problem}`).join('\n');
  const count = problems.length === 1 ? 'a mistake' : `${problems.length} mistakes`;
  return new Failure(`The configuration has ${count}:\n${list}`, {
    kind: 'config',
    action:
      'Correct them all and start again; .env.example and config/stores.example.json show how.',
  });
}

function readText(path: string): string {
  return fs.readFileSync(path, 'utf8');
}

function readStores(
  env: Environment,
  secret: Secrets,
  readFile: ReadFile,
  problems: string[],
): StoreConfig[] {
  const path = env['STORES_FILE'] ?? './config/stores.json';
  let parsed: unknown;
  try {
    parsed = JSON.parse(readFile(path));
  } catch (error) {
    problems.push(`STORES_FILE ${path} cannot be read: ${messageOf(error)}`);
    return [];
  }
  const result = storesFile.safeParse(parsed);
  if (!result.success) {
    problems.push(...result.error.issues.map((issue) => `${path}: ${describe(issue)}`));
    return [];
  }
  return Object.entries(result.data.stores).map(([key, store]) => ({
    key,
    ...store,
    settings: settingsOf(store.settings, secret, (name) =>
      problems.push(`${path}: store ${key} asks for $${name}, which is not set`),
    ),
  }));
}

function settingsOf(settings: unknown, secret: Secrets, missing: (name: string) => void): unknown {
  const whole = withSecrets(settings, secret, missing);
  // A secret that stands in the file itself is one all the same.
  rememberSecretsIn(whole);
  return whole;
}

function describe(issue: z.core.$ZodIssue): string {
  // Zod hides why a key is wrong one level down.
  const { message } = issue.code === 'invalid_key' ? (issue.issues[0] ?? issue) : issue;
  return `${issue.path.map(String).join('.') || 'the file'}: ${message}`;
}

/** `"$NAME"` stands for the environment's NAME, so that the file itself holds no secret. */
function withSecrets(value: unknown, secret: Secrets, missing: (name: string) => void): unknown {
  if (Array.isArray(value)) return value.map((item) => withSecrets(item, secret, missing));
  if (typeof value === 'object' && value !== null) {
    const entries = Object.entries(value);
    return Object.fromEntries(
      entries.map(([key, item]) => [key, withSecrets(item, secret, missing)]),
    );
  }
  if (typeof value !== 'string' || !value.startsWith('$')) return value;
  const name = value.slice(1);
  const found = secret(name);
  if (!found) missing(name);
  return found ?? '';
}

function readSalesforce(
  env: Environment,
  secret: Secrets,
  problems: string[],
): SalesforceConfig | undefined {
  const targetOrg = env['SALESFORCE_TARGET_ORG'];
  if (targetOrg) return { targetOrg };
  const loginUrl = env['SALESFORCE_LOGIN_URL'] ?? 'https://login.salesforce.com';
  if (!isAllowedUrl(loginUrl)) problems.push('SALESFORCE_LOGIN_URL is no https address');
  const clientId = required(env, 'SALESFORCE_CLIENT_ID', problems);
  const clientSecret = secret('SALESFORCE_CLIENT_SECRET');
  if (clientSecret) return { loginUrl, clientId, clientSecret };
  const username = required(env, 'SALESFORCE_USERNAME', problems);
  return { loginUrl, clientId, username, privateKey: readKey(secret, problems) };
}

function readKey(secret: Secrets, problems: string[]): string {
  const key = secret('SALESFORCE_PRIVATE_KEY');
  if (key === undefined) {
    problems.push(
      'neither SALESFORCE_PRIVATE_KEY_FILE (for JWT) nor SALESFORCE_CLIENT_SECRET (for client credentials) is set',
    );
  }
  return key ?? '';
}

/** Plain http is for an org on this very machine. */
function isAllowedUrl(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, hostname } = new URL(text);
  if (protocol === 'https:') return true;
  return protocol === 'http:' && ['127.0.0.1', 'localhost', '[::1]'].includes(hostname);
}

function readPublicUrl(env: Environment, problems: string[]): string | null {
  const url = env['PUBLIC_URL'];
  if (!url) return null;
  if (!isAllowedUrl(url)) problems.push('PUBLIC_URL is no https address');
  return url.replace(/\/+$/, '');
}

function required(env: Environment, name: string, problems: string[]): string {
  if (!env[name]) problems.push(`${name} is not set`);
  return env[name] ?? '';
}

const repairs: ReadonlyMap<string, NonNullable<Config['verify']>['repair']> = new Map([
  ['gone', 'gone'],
  ['true', 'all'],
  ['false', 'nothing'],
]);

function readVerify(env: Environment, problems: string[]): Config['verify'] {
  const text = env['VERIFY_HOUR'] ?? '3';
  const hour = /^(?:-1|1?\d|2[0-3])$/.test(text) ? Number(text) : undefined;
  if (hour === undefined) problems.push(`VERIFY_HOUR is no hour from 0 to 23, nor -1: ${text}`);
  const said = env['VERIFY_REPAIR'] ?? 'gone';
  const repair = repairs.get(said);
  if (repair === undefined) problems.push(`VERIFY_REPAIR is none of gone, true, false: ${said}`);
  return hour === undefined || hour < 0 ? undefined : { hour, repair: repair ?? 'nothing' };
}

function readNumber(
  env: Environment,
  name: string,
  usual: number,
  problems: string[],
  least = 0,
): number {
  const value = env[name] === undefined ? usual : Number(env[name]);
  if (Number.isInteger(value) && value >= least && value <= 65_535) return value;
  problems.push(`${name} is no whole number from ${least} to 65535: ${env[name]}`);
  return usual;
}
