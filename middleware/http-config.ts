import {
  isLoopbackHost,
  isSubnet,
  loopback,
  type HttpSettings,
  type TlsFiles,
} from './http/settings.ts';
import type { Environment, Secrets } from './secrets.ts';

const mostHops = 10;
/** As `openssl rand -base64 24` makes it. */
const shortestToken = 32;

/** How the service is reached; everything that would let strangers in by mistake is a problem. */
export function readHttp(
  env: Environment,
  secret: Secrets,
  port: number,
  problems: string[],
): HttpSettings {
  const host = env['HOST'] || '127.0.0.1';
  const tls = readTls(env, problems);
  const trustProxy = readTrust(env['TRUST_PROXY'], problems);
  if (!isLoopbackHost(host) && tls === null && trustProxy === null) {
    problems.push(
      `HOST ${host} is reached from other machines, in clear: set TLS_CERT_FILE and TLS_KEY_FILE, or TRUST_PROXY where a proxy in front does TLS`,
    );
  }
  return {
    ...{ host, port, tls, trustProxy },
    adminToken: readToken(secret, problems),
    adminFrom: readSubnets('ADMIN_FROM', env['ADMIN_FROM'], problems) ?? loopback,
  };
}

function readTls(env: Environment, problems: string[]): TlsFiles | null {
  const [certFile, keyFile] = [env['TLS_CERT_FILE'], env['TLS_KEY_FILE']];
  if (certFile && keyFile) return { certFile, keyFile };
  if (certFile || keyFile) {
    problems.push('TLS_CERT_FILE and TLS_KEY_FILE need each other: only one of them is set');
  }
  return null;
}

/** `true`, as Express would take it, would believe whatever anybody says of themselves. */
function readTrust(
  text: string | undefined,
  problems: string[],
): number | readonly string[] | null {
  if (!text) return null;
  if (!/^\d+$/.test(text)) return readSubnets('TRUST_PROXY', text, problems);
  if (Number(text) >= 1 && Number(text) <= mostHops) return Number(text);
  problems.push(`TRUST_PROXY is no number of proxies from 1 to ${mostHops}: ${text}`);
  return null;
}

function readSubnets(
  name: string,
  text: string | undefined,
  problems: string[],
): readonly string[] | null {
  if (!text) return null;
  const subnets = text.split(',').map((part) => part.trim());
  const named = subnets.flatMap((part) => (part === 'loopback' ? loopback : part));
  const wrong = named.filter((part) => !isSubnet(part));
  if (wrong.length === 0) return named;
  problems.push(
    `${name} holds what is no address or subnet such as 10.0.0.0/8: ${wrong.join(', ')}`,
  );
  return null;
}

function readToken(secret: Secrets, problems: string[]): string | null {
  const token = secret('ADMIN_TOKEN');
  if (!token) return null;
  if (token.length >= shortestToken) return token;
  problems.push(
    `ADMIN_TOKEN is shorter than ${shortestToken} characters: make one with "openssl rand -base64 24"`,
  );
  return null;
}
