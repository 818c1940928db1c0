import { createPrivateKey } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import jsforce from 'jsforce';
import jwt from 'jsonwebtoken';
import type { SalesforceConnection, Token } from '../../middleware/salesforce/connection.ts';
import { openSalesforce } from '../../middleware/salesforce/login.ts';
import { openSfLogin } from '../../middleware/salesforce/sf-login.ts';
import { startLocalOrg } from '../../sandbox/local-org/index.ts';

/** Where the contract is tried: an org with the package deployed, and a login that may write and delete its records. */
export interface OrgUnderTest {
  readonly connection: SalesforceConnection;
  /** The same login, for what the middleware never asks for: SOAP. */
  readonly jsforce: jsforce.Connection;
  /** `local-org`, or the org's own name. */
  readonly name: string;
  close(): Promise<void>;
}

export type Environment = Readonly<Record<string, string | undefined>>;

const io = {
  fetch,
  sleep: async (ms: number, signal?: AbortSignal) => void (await wait(ms, undefined, { signal })),
  now: () => new Date(),
};

async function connect(token: Token) {
  const connection = await openSalesforce(token, io);
  return { connection, jsforce: new jsforce.Connection({ ...token, version: '66.0' }) };
}

/** JWT bearer, as the middleware logs in. */
async function logInByJwt(env: Environment): Promise<Token> {
  const missing = ['ORG_LOGIN_URL', 'ORG_CLIENT_ID', 'ORG_JWT_USERNAME', 'ORG_JWT_KEY_FILE'].filter(
    (name) => !env[name],
  );
  if (missing.length > 0) throw new Error(`For a login by JWT, set ${missing.join(', ')} too`);
  const loginUrl = env['ORG_LOGIN_URL'] ?? '';
  const key = createPrivateKey(readFileSync(env['ORG_JWT_KEY_FILE'] ?? '', 'utf8'));
  const claims = {
    iss: env['ORG_CLIENT_ID'],
    sub: env['ORG_JWT_USERNAME'],
    aud: loginUrl,
    exp: Math.floor(Date.now() / 1000) + 170,
  };
  const connection = new jsforce.Connection({ loginUrl });
  await connection.authorize({
    grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer',
    assertion: jwt.sign(claims, key, { algorithm: 'RS256' }),
  });
  return { accessToken: connection.accessToken ?? '', instanceUrl: connection.instanceUrl };
}

export interface Organization {
  readonly Name: string;
  readonly IsSandbox: boolean;
  readonly TrialExpirationDate: string | null;
}

/** A sandbox says so, and a scratch org or trial ends some day; everything else may be somebody's business. */
export const isProduction = ({ IsSandbox, TrialExpirationDate }: Organization): boolean =>
  !IsSandbox && TrialExpirationDate === null;

async function openReal(token: Token, allowProduction: boolean): Promise<OrgUnderTest> {
  const opened = await connect(token);
  const { records } = await opened.jsforce.query<Organization>(
    'SELECT Name, IsSandbox, TrialExpirationDate FROM Organization',
  );
  const [organization] = records;
  if (!organization)
    throw new Error('The org does not tell what it is (SELECT … FROM Organization)');
  if (isProduction(organization) && !allowProduction) {
    throw new Error(
      `${organization.Name} is neither a sandbox nor a scratch org: nothing was written. Use one of these, or say ` +
        'that records may be written to it and deleted again: npm run test:org -- --allow-production',
    );
  }
  return { ...opened, name: organization.Name, close: async () => undefined };
}

async function openLocal(): Promise<OrgUnderTest> {
  const org = await startLocalOrg();
  const opened = await connect({ accessToken: org.accessToken, instanceUrl: org.url });
  return { ...opened, name: 'local-org', close: () => org.close() };
}

/**
 * A real org where `npm run test:org` (ORG_CONTRACT=real) found one named: ORG_USERNAME, a login of `sf`, or the
 * ORG_… settings of a JWT login. Otherwise, and in `npm test` always, local-org.
 */
export async function openOrg(env: Environment): Promise<OrgUnderTest> {
  if (env['ORG_CONTRACT'] !== 'real') return openLocal();
  const allowProduction = env['ORG_ALLOW_PRODUCTION'] === 'true';
  const targetOrg = env['ORG_USERNAME'];
  if (!targetOrg) return openReal(await logInByJwt(env), allowProduction);
  return openReal((await openSfLogin({ targetOrg })).token, allowProduction);
}
