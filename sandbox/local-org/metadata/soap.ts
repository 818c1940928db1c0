import express, { Router, type Request, type Response } from 'express';
import { ApiError, type Session } from '../engine/types.ts';
import {
  childOf,
  isElement,
  listOf,
  printFault,
  printResult,
  readCall,
  SoapFault,
  textOf,
  type Xml,
} from '../soap/envelope.ts';
import { mayDeploy, optionsOf, type Deployments } from './deployments.ts';
import { printJob } from './job.ts';
import type { Manifest } from './manifest.ts';
import { fileProperties, type Retrievals } from './retrievals.ts';
import type { Components } from '../engine/storage/components.ts';
import { metadataTypes, partsOf } from './types.ts';
import { metadataNamespace } from './xml.ts';

export interface MetadataParts {
  readonly deployments: Deployments;
  readonly retrievals: Retrievals;
  readonly components: Components;
  ready(): Promise<void>;
  sessionFor(token: string): Session | undefined;
}

type Call = (argument: Xml, parts: MetadataParts, session: Session) => object | Promise<object>;

const text = (xml: Xml, name: string): string => textOf(childOf(xml, name)) ?? '';

const simple = (xml: Xml | undefined): Readonly<Record<string, unknown>> => {
  if (!isElement(xml)) return {};
  return Object.fromEntries(Object.entries(xml).map(([name, value]) => [name, textOf(value)]));
};

const deploy: Call = (argument, { deployments }, session) => {
  const archive = Buffer.from(text(argument, 'ZipFile'), 'base64');
  const options = optionsOf(simple(childOf(argument, 'DeployOptions')));
  const { id } = deployments.start(session, archive, options);
  return { done: false, id, state: 'Queued' };
};

const checkDeployStatus: Call = (argument, { deployments }, session) => {
  const job = deployments.find(session, text(argument, 'asyncProcessId'));
  return printJob(job, text(argument, 'includeDetails') === 'true');
};

const cancelDeploy: Call = (argument, { deployments }, session) => {
  const { id } = deployments.cancel(session, text(argument, 'String') || text(argument, 'id'));
  return { done: true, id };
};

const manifestIn = (unpackaged: Xml | undefined, version: string): Manifest => ({
  version: textOf(childOf(unpackaged, 'version')) ?? version,
  members: new Map(
    listOf(childOf(unpackaged, 'types')).map((types) => [
      text(types, 'name'),
      listOf(childOf(types, 'members')).map((member) => textOf(member) ?? ''),
    ]),
  ),
});

const retrieve: Call = (argument, { ready, retrievals }, session) => {
  const request = childOf(argument, 'request') ?? '';
  const manifest = manifestIn(childOf(request, 'unpackaged'), text(request, 'apiVersion'));
  return retrievals.start(session, manifest, ready(), text(request, 'singlePackage') === 'true');
};

const checkRetrieveStatus: Call = (argument, { retrievals }, session) => {
  const withZip = text(argument, 'includeZip') !== 'false';
  return retrievals.status(session, text(argument, 'asyncProcessId'), withZip);
};

const listMetadata: Call = async (argument, { components, ready }, session) => {
  mayDeploy(session);
  await ready();
  const types = new Set(listOf(childOf(argument, 'queries')).map((query) => text(query, 'type')));
  return components
    .list()
    .filter(({ type }) => types.has(type))
    .map((one) => fileProperties(one));
};

const describeMetadata: Call = (_argument, _parts, session) => {
  mayDeploy(session);
  return {
    metadataObjects: metadataTypes().map(
      ({ directoryName, inFolder, name, strategies, suffix }) => ({
        childXmlNames: Object.values(partsOf[name] ?? {}),
        directoryName,
        inFolder: inFolder ?? false,
        metaFile: strategies?.adapter === 'matchingContentFile',
        ...(suffix !== undefined && { suffix }),
        xmlName: name,
      }),
    ),
    organizationNamespace: '',
    partialSaveAllowed: true,
    testRequired: false,
  };
};

/** https://developer.salesforce.com/docs/atlas.en-us.api_meta.meta/api_meta/meta_calls_intro.htm */
const calls: Readonly<Record<string, Call>> = {
  deploy,
  checkDeployStatus,
  cancelDeploy,
  deployRecentValidation: (argument, { deployments }, session) => ({
    '#text': deployments.quick(session, text(argument, 'validationId')).id,
  }),
  retrieve,
  checkRetrieveStatus,
  listMetadata,
  describeMetadata,
};

const answer = async (parts: MetadataParts, body: string): Promise<string> => {
  const { argument, method, sessionId } = readCall(body);
  const session = parts.sessionFor(sessionId);
  if (!session) {
    throw new SoapFault('INVALID_SESSION_ID', 'Invalid Session ID found in SessionHeader');
  }
  const call = Object.hasOwn(calls, method) ? calls[method] : undefined;
  if (!call) throw new SoapFault('UNKNOWN_EXCEPTION', `local-org has no metadata call ${method}`);
  return printResult(method, await call(argument, parts, session), metadataNamespace);
};

const faultOf = (error: unknown): SoapFault => {
  if (error instanceof SoapFault) return error;
  if (error instanceof ApiError) return new SoapFault(error.errorCode, error.message);
  throw error;
};

/** A SOAP request may have 50 MB: https://developer.salesforce.com/docs/atlas.en-us.api_meta.meta/api_meta/meta_deploy.htm */
const largest = '50mb';

/** `/services/Soap/m/68.0`. */
export const metadataSoap = (parts: MetadataParts): Router => {
  const router = Router();
  const body = express.text({ type: () => true, limit: largest });
  router.post('/services/Soap/m/:version', body, async (request: Request, response: Response) => {
    response.type('text/xml');
    try {
      response.send(await answer(parts, String(request.body ?? '')));
    } catch (error) {
      response.status(500).send(printFault(faultOf(error)));
    }
  });
  return router;
};
