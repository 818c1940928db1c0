import { onStop } from '../lifetime.ts';
import { readFileSync } from 'node:fs';
import { Command, InvalidArgumentError } from 'commander';
import { type EditionName, isEdition } from './limits/editions.ts';
import { startLocalOrg, type LocalOrg } from './index.ts';

interface Flags {
  readonly port: number;
  readonly file: string;
  readonly empty?: boolean;
  readonly edition?: EditionName;
  readonly metadata?: string;
  readonly certificate?: string;
  readonly clientSecret?: string;
  readonly personAccounts?: true;
  readonly currencies?: readonly string[];
  readonly pubsub?: true | number;
  readonly capture?: readonly string[];
  readonly json?: boolean;
}

const port = (text: string): number => {
  const value = Number(text);
  if (Number.isInteger(value) && value >= 0 && value < 65_536) return value;
  throw new InvalidArgumentError('A port is a number from 0 (any free one) to 65535.');
};

const edition = (text: string): EditionName => {
  if (isEdition(text)) return text;
  throw new InvalidArgumentError('An edition is enterprise or developer.');
};

const readFlags = (): Flags =>
  new Command('local-org')
    .description('An emulated Salesforce org on 127.0.0.1, with this package deployed.')
    .option('--port <number>', 'where to listen; 0 takes a free port', port, 0)
    .option('--file <path>', 'keep the org in this file; forgotten on exit otherwise', ':memory:')
    .option('--empty', 'standard objects and an administrator only')
    .option('--edition <name>', 'whose limits the org has: enterprise or developer', edition)
    .option('--metadata <folder>', "an administrator's own metadata, in source format")
    .option('--certificate <path>', 'PEM certificate or public key of the JWT client')
    .option('--client-secret <secret>', 'turns the client credentials flow on')
    .option('--person-accounts', 'switch person accounts on')
    .option('--currencies <codes...>', 'multiple currencies, the corporate one first: GBP EUR')
    .option('--pubsub [port]', 'Pub/Sub API too, over TLS on localhost; any free port', port)
    .option('--capture <objects...>', 'Change Data Capture of these objects')
    .option('--json', 'print one line of JSON when ready')
    .parse()
    .opts<Flags>();

const start = ({
  port,
  file,
  empty,
  certificate,
  clientSecret,
  ...more
}: Flags): Promise<LocalOrg> =>
  startLocalOrg({
    port,
    file,
    ...(empty && { empty }),
    ...(more.edition && { edition: more.edition }),
    ...(more.metadata && { adminMetadata: more.metadata }),
    ...(certificate && { certificate: readFileSync(certificate, 'utf8') }),
    ...(clientSecret && { clientSecret }),
    ...(more.personAccounts && { personAccounts: true }),
    ...(more.currencies && { currencies: more.currencies }),
    ...(more.pubsub !== undefined && {
      pubsub: more.pubsub === true ? true : { port: more.pubsub },
    }),
    ...(more.capture && { changeDataCapture: more.capture }),
  });

const describe = (org: LocalOrg): string =>
  [
    `Local org ${org.orgId} is ready at ${org.url}`,
    '',
    ...Object.values(org.users)
      .filter(({ accessToken }, at, all) => {
        return all.findIndex((user) => user.accessToken === accessToken) === at;
      })
      .map(({ username, accessToken }) => `  ${username}\n    access token ${accessToken}`),
    `  client id ${org.clientId}`,
    ...(org.pubsubUrl
      ? [`  Pub/Sub API at ${org.pubsubUrl} (its certificate is its own: see --json)`]
      : []),
    '',
    'Log in with the Salesforce CLI:',
    `  SF_ACCESS_TOKEN='${org.accessToken}' sf org login access-token --no-prompt --instance-url ${org.url}`,
    '',
    'Ctrl-C stops it.',
    '',
  ].join('\n');

const ready = ({ url, orgId, username, accessToken, clientId, ...more }: LocalOrg): string => {
  const { pubsubCertificate, pubsubUrl } = more;
  const line = { url, orgId, username, accessToken, clientId, pubsubUrl, pubsubCertificate };
  return `${JSON.stringify(line)}\n`;
};

const explain = (error: unknown, { port }: Flags): string => {
  if ((error as NodeJS.ErrnoException).code === 'EADDRINUSE') {
    return `Port ${port} is taken. Stop what listens there, or choose another with --port.`;
  }
  return error instanceof Error ? error.message : String(error);
};

const stopWhenTold = (org: LocalOrg): void =>
  onStop(() => void org.close().then(() => process.exit(0)));

const flags = readFlags();
try {
  const org = await start(flags);
  stopWhenTold(org);
  process.stdout.write(flags.json ? ready(org) : describe(org));
} catch (error) {
  process.stderr.write(`Local org did not start: ${explain(error, flags)}\n`);
  process.exit(1);
}
