import { XMLBuilder, XMLParser } from 'fast-xml-parser';

/** One parsed element: text, or its children by local name; repeated ones are lists. */
export type Xml = string | XmlElement | readonly Xml[];
export interface XmlElement {
  readonly [name: string]: Xml;
}

const parser = new XMLParser({
  removeNSPrefix: true,
  ignoreAttributes: false,
  attributeNamePrefix: '@',
  parseTagValue: false,
});
const builder = new XMLBuilder({
  attributeNamePrefix: '@',
  ignoreAttributes: false,
  suppressBooleanAttributes: false,
});

/** A refusal of the whole call, answered with HTTP 500. */
export class SoapFault extends Error {
  readonly code: string;

  constructor(code: string, message: string) {
    super(message);
    this.name = 'SoapFault';
    this.code = code;
  }
}

export const isElement = (xml: Xml | undefined): xml is XmlElement =>
  typeof xml === 'object' && !Array.isArray(xml);

export const childOf = (xml: Xml | undefined, name: string): Xml | undefined =>
  isElement(xml) ? xml[name] : undefined;

export const listOf = (xml: Xml | undefined): readonly Xml[] =>
  xml === undefined ? [] : Array.isArray(xml) ? (xml as readonly Xml[]) : [xml as Xml];

/** Text of an element, with or without attributes; null where it is nil. */
export const textOf = (xml: Xml | undefined): string | null => {
  if (!isElement(xml)) return typeof xml === 'string' ? xml : null;
  if (xml['@nil'] === 'true') return null;
  return typeof xml['#text'] === 'string' ? xml['#text'] : '';
};

export interface Call {
  readonly sessionId: string;
  readonly method: string;
  readonly argument: Xml;
}

/** @throws SoapFault for what is no SOAP call. */
export const readCall = (text: string): Call => {
  const envelope = childOf(parseXml(text), 'Envelope');
  const calls = Object.entries(childOf(envelope, 'Body') ?? {}).filter(
    ([name]) => !name.startsWith('@'),
  ) as [string, Xml][];
  const [call] = calls;
  if (!call || calls.length > 1) throw new SoapFault('UNKNOWN_EXCEPTION', 'No call in the body');
  const header = childOf(childOf(envelope, 'Header'), 'SessionHeader');
  const sessionId = textOf(childOf(header, 'sessionId')) ?? '';
  return { sessionId, method: call[0], argument: call[1] };
};

const parseXml = (text: string): Xml => {
  try {
    return parser.parse(text, true) as Xml;
  } catch (error) {
    throw new SoapFault('UNKNOWN_EXCEPTION', `The body is not XML: ${(error as Error).message}`);
  }
};

const print = (body: object, namespaces: object = {}): string =>
  `<?xml version="1.0" encoding="UTF-8"?>${
    builder.build({
      'soapenv:Envelope': {
        '@xmlns:soapenv': 'http://schemas.xmlsoap.org/soap/envelope/',
        '@xmlns:xsi': 'http://www.w3.org/2001/XMLSchema-instance',
        ...namespaces,
        'soapenv:Body': body,
      },
    }) as string
  }`;

export const partnerNamespace = 'urn:partner.soap.sforce.com';

export const printResult = (
  method: string,
  result: object | readonly object[],
  namespace = partnerNamespace,
): string => print({ [`${method}Response`]: { result } }, { '@xmlns': namespace });

/** https://developer.salesforce.com/docs/atlas.en-us.api.meta/api/sforce_api_concepts_errorhandling.htm */
export const printFault = ({ code, message }: SoapFault): string =>
  print(
    { 'soapenv:Fault': { faultcode: `sf:${code}`, faultstring: `${code}: ${message}` } },
    { '@xmlns:sf': 'urn:fault.partner.soap.sforce.com' },
  );
