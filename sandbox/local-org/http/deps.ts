import type { Request } from 'express';
import type { Org, SelectPlan, Session } from '../engine/types.ts';
import type { Allocations } from '../limits/allocations.ts';

/** A parsed SOQL query: what to select, and what Salesforce calls each column in its answer. */
export interface SoqlQuery extends SelectPlan {
  /** In the order of `columns`: `Name`, `Account.Name`, an alias, or `expr0` for an aggregate without one. */
  readonly columnNames: readonly string[];
}

/**
 * What each API's router is given. Routers are mounted at `/services/data/vXX.0`, behind authentication and a JSON
 * body parser (`application/json` only: other bodies arrive as the unread stream). They throw `ApiError`; the shell
 * prints it as Salesforce does.
 */
export interface ApiDeps {
  readonly org: Org;
  /** The caller. Throws ApiError 401 INVALID_SESSION_ID. */
  sessionOf(request: Request): Session;
  now(): Date;
  /** The org's limits, and what was used of them. */
  readonly allocations: Allocations;
  /** A folder of this server's own, for spooled uploads and results; removed on close. */
  readonly dataDir: string;
  /** Throws ApiError 400 MALFORMED_QUERY, INVALID_TYPE or INVALID_FIELD. */
  soql(text: string, session: Session): SoqlQuery;
}
