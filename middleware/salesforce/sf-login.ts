import { Failure, messageOf } from '../common/errors.ts';
import type { Token } from './connection.ts';

/** A person's own login, made with `sf org login`, by its alias or username. */
export interface SfLogin {
  readonly targetOrg: string;
}

/**
 * Takes the login from where Salesforce CLI keeps it, by its own library. For a person at the command line: a service has
 * a login of its own. Throws Failure `config` where there is no such login, `auth` where it has ended.
 */
export async function openSfLogin({ targetOrg }: SfLogin): Promise<{
  readonly token: Token;
  renew(): Promise<Token>;
}> {
  const org = await findOrg(targetOrg);
  const connection = org.getConnection();
  const current = (): Token => ({
    accessToken: connection.accessToken ?? '',
    instanceUrl: connection.instanceUrl.replace(/\/+$/, ''),
  });
  return {
    token: current(),
    renew: async () => {
      try {
        await org.refreshAuth();
      } catch (cause) {
        throw new Failure(`The sf login ${targetOrg} has ended: ${messageOf(cause)}`, {
          kind: 'auth',
          action: `Log in again: sf org login web --alias ${targetOrg}`,
          cause,
        });
      }
      return current();
    },
  };
}

async function findOrg(targetOrg: string) {
  const { Org } = await importCore();
  try {
    return await Org.create({ aliasOrUsername: targetOrg });
  } catch (cause) {
    throw new Failure(`Salesforce CLI knows no usable login ${targetOrg}: ${messageOf(cause)}`, {
      kind: 'config',
      action: `See "sf org list", or log in: sf org login web --alias ${targetOrg}`,
      cause,
    });
  }
}

/** Loaded only when asked for: it is large, and the service has no use for it. */
async function importCore() {
  try {
    return await import('@salesforce/core');
  } catch (cause) {
    throw new Failure(`A login of Salesforce CLI cannot be read: ${messageOf(cause)}`, {
      kind: 'config',
      action: 'Run "npm ci" again, without leaving anything out.',
      cause,
    });
  }
}
