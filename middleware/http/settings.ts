import net from 'node:net';

/** How the service is reached, and by whom. */
export interface HttpSettings {
  readonly host: string;
  readonly port: number;
  /** Null: plain http, for this machine or for a proxy that does TLS. */
  readonly tls: TlsFiles | null;
  /**
   * Which proxies in front of us are believed about who asks: so many hops, or from these subnets; null: none. As
   * https://expressjs.com/en/guide/behind-proxies.html.
   */
  readonly trustProxy: number | readonly string[] | null;
  /** For `/admin` from elsewhere; null: there is none but the command line's own. */
  readonly adminToken: string | null;
  /** Subnets that may ask for `/admin`, `/metrics` and `/status`. */
  readonly adminFrom: readonly string[];
}

/** Both in PEM; read again whenever they change. */
export interface TlsFiles {
  readonly certFile: string;
  readonly keyFile: string;
}

export const loopback: readonly string[] = ['127.0.0.0/8', '::1/128'];

/** Of this machine alone. */
export const localOnly = {
  tls: null,
  trustProxy: null,
  adminToken: null,
  adminFrom: loopback,
} as const;

/** `10.0.0.0/8`, or a single address. */
export function isSubnet(text: string): boolean {
  const [address = '', prefix, ...rest] = text.split('/');
  const version = net.isIP(address);
  if (version === 0 || rest.length > 0) return false;
  if (prefix === undefined) return true;
  return /^\d{1,3}$/.test(prefix) && Number(prefix) <= (version === 4 ? 32 : 128);
}

export function listOf(subnets: readonly string[]): net.BlockList {
  const list = new net.BlockList();
  for (const subnet of subnets) {
    const [address = '', prefix] = subnet.split('/');
    const isV6 = net.isIPv6(address);
    const bits = prefix === undefined ? (isV6 ? 128 : 32) : Number(prefix);
    list.addSubnet(address, bits, isV6 ? 'ipv6' : 'ipv4');
  }
  return list;
}

/** An IPv4 address that came over IPv6 counts as what it is. */
export function isIn(list: net.BlockList, address: string | undefined): boolean {
  const version = net.isIP(address ?? '');
  return version !== 0 && list.check(address!, version === 6 ? 'ipv6' : 'ipv4');
}

const local = listOf(loopback);

export function isLoopbackHost(host: string): boolean {
  return host === 'localhost' || isIn(local, host.replace(/^\[(.*)\]$/, '$1'));
}
