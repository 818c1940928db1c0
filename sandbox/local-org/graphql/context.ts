import type { Org, Session } from '../engine/types.ts';
import type { FilterContext } from './conditions.ts';

/** What resolvers are handed for one request. */
export interface RequestContext extends FilterContext {
  readonly org: Org;
  readonly session: Session;
  /** As sent: coerced values would lose the order of an `orderBy`'s keys. */
  readonly rawVariables: Readonly<Record<string, unknown>>;
}
