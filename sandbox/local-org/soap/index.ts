import express, { Router, type Request, type Response } from 'express';
import { ApiError, type Org, type Session } from '../engine/types.ts';
import { calls } from './calls.ts';
import { printFault, printResult, readCall, SoapFault } from './envelope.ts';

export interface SoapParts {
  readonly org: Org;
  /** Whose token this is; undefined: nobody's. */
  sessionFor(token: string): Session | undefined;
}

const answer = ({ org, sessionFor }: SoapParts, text: string): string => {
  const { argument, method, sessionId } = readCall(text);
  const session = sessionFor(sessionId);
  if (!session)
    throw new SoapFault('INVALID_SESSION_ID', 'Invalid Session ID found in SessionHeader');
  const call = calls[method];
  if (!call) throw new SoapFault('UNKNOWN_EXCEPTION', `local-org has no SOAP call ${method}`);
  return printResult(method, call(argument, org, session));
};

const faultOf = (error: unknown): SoapFault => {
  if (error instanceof SoapFault) return error;
  if (error instanceof ApiError) return new SoapFault(error.errorCode, error.message);
  throw error;
};

/**
 * `/services/Soap/u/66.0`, with just the calls that no other API has: merge, undelete and getUserInfo.
 * https://developer.salesforce.com/docs/atlas.en-us.api.meta/api/sforce_api_calls_merge.htm
 */
export const soapRoutes = (parts: SoapParts): Router => {
  const router = Router();
  const body = express.text({ type: () => true, limit: '50mb' });
  router.post('/services/Soap/u/:version', body, (request: Request, response: Response) => {
    response.type('text/xml');
    try {
      response.send(answer(parts, String(request.body ?? '')));
    } catch (error) {
      response.status(500).send(printFault(faultOf(error)));
    }
  });
  return router;
};
