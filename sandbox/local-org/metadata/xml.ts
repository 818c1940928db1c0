import { XMLBuilder, XMLParser, XMLValidator } from 'fast-xml-parser';
import type { Xml } from '../engine/schema/field-xml.ts';

/** An element with its place. Salesforce names the place behind the start tag of what it complains about. */
export interface Element {
  readonly name: string;
  /** Text of an element without children, trimmed. */
  readonly text: string;
  /** 1-based. */
  readonly line: number;
  readonly column: number;
  readonly children: readonly Element[];
  readonly raw: Raw;
}

export interface XmlError {
  readonly line: number;
  readonly column: number;
  readonly message: string;
}

export type Raw = Record<string, unknown> & Record<symbol, { startIndex: number } | undefined>;

const place = XMLParser.getMetaDataSymbol() as unknown as symbol;
const format = {
  preserveOrder: true,
  ignoreAttributes: false,
  attributeNamePrefix: '',
  commentPropName: '#comment',
} as const;
const parser = new XMLParser({ ...format, captureMetaData: true, parseTagValue: false });
const builder = new XMLBuilder({ ...format, format: true, indentBy: '    ' });

export const metadataNamespace = 'http://soap.sforce.com/2006/04/metadata';

/** The root element, or where the text stops being XML. */
export function parseXml(source: string): Element | XmlError {
  const valid = XMLValidator.validate(source);
  if (valid !== true) {
    return { line: valid.err.line, column: valid.err.col, message: valid.err.msg };
  }
  const nodes = parser.parse(source) as Raw[];
  const roots = nodes.flatMap((node) => element(node, source) ?? []);
  const missing = { line: 1, column: 1, message: 'The file holds no element.' };
  return roots.find(({ name }) => !name.startsWith('?')) ?? missing;
}

export function isElement(parsed: Element | XmlError): parsed is Element {
  return 'name' in parsed;
}

export function child(parent: Element, name: string): Element | undefined {
  return parent.children.find((found) => found.name === name);
}

export function childrenOf(parent: Element, name: string): readonly Element[] {
  return parent.children.filter((found) => found.name === name);
}

/** Text of a child, empty where it is absent. */
export function textIn(parent: Element, name: string): string {
  return child(parent, name)?.text ?? '';
}

/** All elements of that name below, at any depth. */
export function below(parent: Element, name: string): readonly Element[] {
  return parent.children.flatMap((found) => [
    ...(found.name === name ? [found] : []),
    ...below(found, name),
  ]);
}

/** As the engine reads metadata: children by name, repeated ones as lists. */
export function plain(parent: Element): Xml {
  const found: Record<string, unknown> = {};
  for (const part of parent.children) {
    const value = part.children.length > 0 ? plain(part) : part.text;
    const known = found[part.name];
    if (known === undefined) found[part.name] = value;
    else if (Array.isArray(known)) known.push(value);
    else found[part.name] = [known, value];
  }
  return found;
}

/** A file with this root, or with these children in it. */
export function printXml(root: Raw): string {
  return `<?xml version="1.0" encoding="UTF-8"?>\n${(builder.build([root]) as string).trim()}\n`;
}

/** A root of the name, with the platform's namespace. */
export function rootOf(name: string, children: readonly Raw[]): Raw {
  return { [name]: children, ':@': { xmlns: metadataNamespace } } as unknown as Raw;
}

function element(raw: Raw, source: string): Element | undefined {
  const name = Object.keys(raw).find((key) => key !== ':@');
  if (name === undefined || name.startsWith('#')) return undefined;
  const content = raw[name] as Raw[];
  const text = content.map((part) => (typeof part['#text'] === 'string' ? part['#text'] : ''));
  const start = raw[place]?.startIndex ?? 0;
  return {
    name,
    text: text.join('').trim(),
    ...placeOf(source, source.indexOf('>', start) + 1),
    children: content.flatMap((part) => element(part, source) ?? []),
    raw,
  };
}

function placeOf(source: string, index: number): { line: number; column: number } {
  const before = source.slice(0, index);
  return {
    line: before.split('\n').length,
    column: index - before.lastIndexOf('\n'),
  };
}
