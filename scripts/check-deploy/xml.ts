import { XMLParser, XMLValidator } from 'fast-xml-parser';

export interface Element {
  readonly name: string;
  /** Text of an element without children, trimmed. */
  readonly text: string;
  /** 1-based. */
  readonly line: number;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly Element[];
}

export interface XmlError {
  readonly line: number;
  readonly message: string;
}

type Raw = Record<string, unknown> & Record<symbol, { startIndex: number } | undefined>;

const place = XMLParser.getMetaDataSymbol() as unknown as symbol;
const parser = new XMLParser({
  preserveOrder: true,
  captureMetaData: true,
  ignoreAttributes: false,
  attributeNamePrefix: '',
  parseTagValue: false,
  parseAttributeValue: false,
});

/** By their text: tests look at one package many times over, and only ever change one file of it. */
const parsed = new Map<string, Element | XmlError>();

/** The root element with the line of every element, or where the text stops being XML. */
export function parseXml(source: string): Element | XmlError {
  const known = parsed.get(source) ?? parse(source);
  parsed.set(source, known);
  return known;
}

function parse(source: string): Element | XmlError {
  const valid = XMLValidator.validate(source);
  if (valid !== true) return { line: valid.err.line, message: `no XML: ${valid.err.msg}` };
  const starts = lineStarts(source);
  const nodes = parser.parse(source) as Raw[];
  const root = nodes.map((node) => element(node, starts)).find((found) => found?.name !== '?xml');
  return root ?? { line: 1, message: 'no XML: the file holds no element' };
}

export function isElement(parsed: Element | XmlError): parsed is Element {
  return 'name' in parsed;
}

export function child(parent: Element | undefined, name: string): Element | undefined {
  return parent?.children.find((found) => found.name === name);
}

export function children(parent: Element | undefined, name: string): Element[] {
  return parent?.children.filter((found) => found.name === name) ?? [];
}

/** Text of a child, empty where it is absent. */
export function textOf(parent: Element | undefined, name: string): string {
  return child(parent, name)?.text ?? '';
}

/** All elements of that name below, at any depth. */
export function descendants(parent: Element, name: string): Element[] {
  return parent.children.flatMap((found) => [
    ...(found.name === name ? [found] : []),
    ...descendants(found, name),
  ]);
}

function element(raw: Raw, starts: readonly number[]): Element | null {
  const name = Object.keys(raw).find((key) => key !== ':@');
  if (name === undefined || name.startsWith('#')) return null;
  const content = raw[name] as Raw[];
  const text = content.map((part) => (typeof part['#text'] === 'string' ? part['#text'] : ''));
  const inside = content.map((part) => element(part, starts)).filter((found) => found !== null);
  return {
    name,
    text: text.join('').trim(),
    line: lineAt(raw[place]?.startIndex ?? 0, starts),
    attributes: (raw[':@'] ?? {}) as Record<string, string>,
    children: inside,
  };
}

function lineStarts(source: string): number[] {
  const starts = [0];
  for (let at = source.indexOf('\n'); at !== -1; at = source.indexOf('\n', at + 1)) {
    starts.push(at + 1);
  }
  return starts;
}

function lineAt(index: number, starts: readonly number[]): number {
  let [low, high] = [0, starts.length - 1];
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if ((starts[middle] ?? 0) <= index) low = middle;
    else high = middle - 1;
  }
  return low + 1;
}
