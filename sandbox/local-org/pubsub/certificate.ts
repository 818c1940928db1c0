import { generateKeyPairSync, randomBytes, sign } from 'node:crypto';

export interface Certificate {
  /** PEM. */
  readonly certificate: string;
  readonly privateKey: string;
}

const length = (size: number): Buffer => {
  if (size < 128) return Buffer.from([size]);
  const bytes = Buffer.from([size >> 8, size & 255]);
  return size < 256 ? Buffer.from([0x81, size]) : Buffer.concat([Buffer.from([0x82]), bytes]);
};

const der = (tag: number, ...parts: readonly Buffer[]): Buffer => {
  const content = Buffer.concat(parts);
  return Buffer.concat([Buffer.from([tag]), length(content.length), content]);
};

const sequence = (...parts: readonly Buffer[]): Buffer => der(0x30, ...parts);
const octets = (...parts: readonly Buffer[]): Buffer => der(0x04, ...parts);
const bits = (content: Buffer): Buffer => der(0x03, Buffer.from([0]), content);
const id = (hex: string): Buffer => der(0x06, Buffer.from(hex, 'hex'));

/** Two digits of the year: from 1950 to 2049. */
const time = (at: Date): Buffer =>
  der(0x17, Buffer.from(`${at.toISOString().slice(2, 19).replace(/\D/g, '')}Z`));

const ecdsaWithSha256 = sequence(id('2a8648ce3d040302'));
const yes = der(0x01, Buffer.from([0xff]));

const commonName = (text: string): Buffer =>
  sequence(der(0x31, sequence(id('550403'), der(0x0c, Buffer.from(text)))));

/** Subject alternative names and that it vouches for itself. */
const extensions = (): Buffer => {
  const names = sequence(
    der(0x82, Buffer.from('localhost')),
    der(0x87, Buffer.from([127, 0, 0, 1])),
  );
  return der(
    0xa3,
    sequence(
      sequence(id('551d11'), octets(names)),
      sequence(id('551d13'), yes, octets(sequence(yes))),
    ),
  );
};

/**
 * A certificate of its own for `localhost` and 127.0.0.1, good for ten years from the day before `now`: Node makes
 * keys, but no certificates. https://www.rfc-editor.org/rfc/rfc5280#section-4.1
 */
export const selfSigned = (now: Date): Certificate => {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const from = new Date(now.getTime() - 86_400_000);
  const until = new Date(from);
  until.setUTCFullYear(from.getUTCFullYear() + 10);
  const name = commonName('localhost');
  const body = sequence(
    der(0xa0, der(0x02, Buffer.from([2]))),
    der(0x02, Buffer.concat([Buffer.from([1]), randomBytes(15)])),
    ecdsaWithSha256,
    name,
    sequence(time(from), time(until)),
    name,
    publicKey.export({ type: 'spki', format: 'der' }),
    extensions(),
  );
  const signature = bits(sign('sha256', body, privateKey));
  const base64 = sequence(body, ecdsaWithSha256, signature).toString('base64');
  const lines = base64.match(/.{1,64}/g) ?? [];
  return {
    certificate: `-----BEGIN CERTIFICATE-----\n${lines.join('\n')}\n-----END CERTIFICATE-----\n`,
    privateKey: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
  };
};
