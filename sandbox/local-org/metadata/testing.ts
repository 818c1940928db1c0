import assert from 'node:assert/strict';
import type { LocalOrg } from '../index.ts';
import { pack, type Files } from './archive.ts';

/** Path → text. */
export type Texts = Readonly<Record<string, string>>;

const head = '<?xml version="1.0" encoding="UTF-8"?>\n';
const namespace = 'xmlns="http://soap.sforce.com/2006/04/metadata"';

export const xml = (root: string, ...lines: readonly string[]): string =>
  `${head}<${root} ${namespace}>\n${lines.map((line) => `    ${line}\n`).join('')}</${root}>\n`;

/** All of these types, as the archive has them. */
export const manifest = (...types: readonly string[]): string =>
  xml('Package', ...types.map((type) => `<types><members>*</members><name>${type}</name></types>`));

export const field = (name: string, ...lines: readonly string[]): string =>
  [
    '<fields>',
    `<fullName>${name}</fullName>`,
    `<label>${name}</label>`,
    ...lines,
    '</fields>',
  ].join('\n    ');

export const text = (name: string): string =>
  field(name, '<length>20</length>', '<required>false</required>', '<type>Text</type>');

export const object = (...parts: readonly string[]): string =>
  xml(
    'CustomObject',
    '<deploymentStatus>Deployed</deploymentStatus>',
    ...parts,
    '<label>Crate</label>',
    '<nameField><label>Name</label><type>Text</type></nameField>',
    '<pluralLabel>Crates</pluralLabel>',
    '<sharingModel>Private</sharingModel>',
  );

export interface Message {
  readonly componentType: string;
  readonly fullName: string;
  readonly fileName: string;
  readonly problem?: string;
  readonly problemType?: string;
  readonly lineNumber: number;
  readonly columnNumber: number;
  readonly created: boolean;
}

export interface Deployed {
  readonly id: string;
  readonly status: string;
  readonly success: boolean;
  readonly numberComponentsTotal: number;
  readonly errorMessage?: string;
  readonly details: {
    readonly componentFailures: readonly Message[];
    readonly componentSuccesses: readonly Message[];
  };
}

const bytes = (texts: Texts): Files =>
  new Map(Object.entries(texts).map(([path, one]) => [path, Buffer.from(one)]));

const url = (org: LocalOrg, path = ''): string =>
  `${org.url}/services/data/v66.0/metadata/deployRequest${path}`;

/** Deploys over REST, and waits for the end of it. */
export const deploy = async (
  org: LocalOrg,
  texts: Texts,
  options: Readonly<Record<string, unknown>> = {},
): Promise<Deployed> => {
  const deployOptions = { rollbackOnError: true, singlePackage: true, ...options };
  const body = new FormData();
  body.set('file', new Blob([new Uint8Array(await pack(bytes(texts)))]), 'package.zip');
  const json = JSON.stringify({ deployOptions });
  body.set('entity_content', new Blob([json], { type: 'application/json' }));
  const headers = { authorization: `Bearer ${org.accessToken}` };
  const started = await fetch(url(org), { method: 'POST', headers, body });
  assert.equal(started.status, 201);
  const { id } = (await started.json()) as { id: string };
  for (;;) {
    const asked = await fetch(url(org, `/${id}?includeDetails=true`), { headers });
    const { deployResult } = (await asked.json()) as {
      deployResult: Deployed & { done: boolean };
    };
    if (deployResult.done) return deployResult;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
};

/** A call of the Metadata API over SOAP, as an administrator; its whole answer. */
export const call = async (org: LocalOrg, body: string, token = org.accessToken) => {
  const answer = await fetch(`${org.url}/services/Soap/m/66.0`, {
    method: 'POST',
    headers: { 'content-type': 'text/xml', SOAPAction: '""' },
    body: `${head}<e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/" ${namespace}>
      <e:Header><SessionHeader><sessionId>${token}</sessionId></SessionHeader></e:Header>
      <e:Body>${body}</e:Body></e:Envelope>`,
  });
  return { status: answer.status, text: await answer.text() };
};
