import { createHash, randomBytes } from 'node:crypto';
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { rule } from '../rules/rule.ts';

const expires = rule('login.token-life');
const revocable = rule('login.token-revoked');

interface Grant {
  readonly username: string;
  /** Milliseconds since 1970. */
  readonly until: number;
}

export interface TokenOptions {
  readonly orgId: string;
  readonly now: () => Date;
  readonly lifetimeMs: number;
  /** Where grants outlive the process; only hashes of tokens are kept there. */
  readonly file?: string;
}

const hash = (token: string): string => createHash('sha256').update(token).digest('base64url');

const load = (file: string | undefined): [string, Grant][] =>
  file && existsSync(file)
    ? Object.entries(JSON.parse(readFileSync(file, 'utf8')) as Record<string, Grant>)
    : [];

/** Opaque access tokens: `00D…!…`, each the key to one user until its time is over. */
export class TokenStore {
  readonly #options: TokenOptions;
  readonly #grants: Map<string, Grant>;

  constructor(options: TokenOptions) {
    this.#options = options;
    this.#grants = new Map(load(options.file));
  }

  issue(username: string): string {
    const { orgId, now, lifetimeMs } = this.#options;
    // Clients know a token by this form: letters, digits, full stops and underscores.
    const secret = randomBytes(48).toString('base64url').replaceAll('-', '.');
    const token = `${orgId.slice(0, 15)}!${secret}`;
    this.#forgetExpired();
    this.#grants.set(hash(token), { username, until: now().getTime() + lifetimeMs });
    this.#keep();
    return token;
  }

  /** undefined: unknown, revoked or expired. */
  usernameOf(token: string): string | undefined {
    const grant = this.#grants.get(hash(token));
    const live = grant && (!expires || grant.until > this.#options.now().getTime());
    return live ? grant.username : undefined;
  }

  /** Whether there was such a token. */
  revoke(token: string): boolean {
    const known = revocable ? this.#grants.delete(hash(token)) : this.#grants.has(hash(token));
    if (known) this.#keep();
    return known;
  }

  #forgetExpired(): void {
    const now = this.#options.now().getTime();
    for (const [key, { until }] of this.#grants) if (until <= now) this.#grants.delete(key);
  }

  #keep(): void {
    const { file } = this.#options;
    if (!file) return;
    writeFileSync(`${file}.new`, JSON.stringify(Object.fromEntries(this.#grants)), { mode: 0o600 });
    renameSync(`${file}.new`, file);
  }
}
