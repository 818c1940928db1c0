import type { RequestHandler } from 'express';
import { ApiError } from '../engine/types.ts';
import { takeRequest } from '../http/usage.ts';
import type { Allocations } from '../limits/allocations.ts';
import { printFault, SoapFault } from './envelope.ts';

/** SOAP calls use up the same requests as the others, and are refused in SOAP. */
export const countSoap =
  (allocations: Allocations): RequestHandler =>
  (_request, response, next) => {
    try {
      takeRequest(allocations, response);
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      const fault = new SoapFault(error.errorCode, error.message);
      response.status(500).type('text/xml').send(printFault(fault));
      return;
    }
    next();
  };
