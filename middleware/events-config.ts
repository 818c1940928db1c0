import { messageOf } from './common/errors.ts';
import type { Environment, ReadFile } from './secrets.ts';

/** How to hear of requests from Salesforce; null: by looking for them alone. */
export type EventSettings = {
  /** Absent: Salesforce's own. */
  readonly endpoint: string | undefined;
  /** PEM; absent: whom Node trusts. */
  readonly ca: string | undefined;
} | null;

/** https://developer.salesforce.com/docs/platform/pub-sub-api/guide/pub-sub-endpoints.html */
const salesforceEndpoint = 'api.pubsub.salesforce.com:7443';

export function readEvents(
  env: Environment,
  readFile: ReadFile,
  problems: string[],
): EventSettings {
  const choice = env['SALESFORCE_EVENTS'] || 'auto';
  if (choice !== 'auto' && choice !== 'off') {
    problems.push(`SALESFORCE_EVENTS is neither auto nor off: ${choice}`);
  }
  const endpoint = env['PUBSUB_URL'] || undefined;
  if (endpoint !== undefined && !/^[\w.-]+:\d+$/.test(endpoint)) {
    problems.push(
      `PUBSUB_URL is no host with its port, such as ${salesforceEndpoint}: ${endpoint}`,
    );
  }
  const ca = readCa(env['PUBSUB_CA_FILE'], readFile, problems);
  return choice === 'off' ? null : { endpoint, ca };
}

function readCa(
  path: string | undefined,
  readFile: ReadFile,
  problems: string[],
): string | undefined {
  if (!path) return undefined;
  try {
    return readFile(path);
  } catch (error) {
    problems.push(`PUBSUB_CA_FILE ${path} cannot be read: ${messageOf(error)}`);
    return undefined;
  }
}

/** Salesforce itself is asked about its own orgs only: none of them is reached by plain http. */
export function pubSubAddress(settings: EventSettings | undefined, instanceUrl: string) {
  if (!settings) return undefined;
  const { endpoint, ca } = settings;
  if (endpoint === undefined && !instanceUrl.startsWith('https:')) return undefined;
  return { endpoint: endpoint ?? salesforceEndpoint, ca };
}
