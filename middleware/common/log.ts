import pino, { type DestinationStream, type Logger } from 'pino';

export type { Logger } from 'pino';

/** Where secrets and personal data could stand in what someone logs. A test holds it against what must never show. */
const hidden = [
  'accessToken',
  'access_token',
  'assertion',
  'authorization',
  'Authorization',
  'clientSecret',
  'email',
  'name',
  'password',
  'phone',
  'privateKey',
  'raw',
];
const paths = hidden.flatMap((name) => [name, `*.${name}`, `*.*.${name}`]);

/** JSON lines. Logs name records by store and external id, never by person. */
export function createLog(level: string, destination?: DestinationStream): Logger {
  const options = { level, base: null, redact: { paths, censor: '[hidden]' } };
  return destination ? pino(options, destination) : pino(options);
}
