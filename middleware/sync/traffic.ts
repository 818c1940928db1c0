import { Gate } from '../common/gate.ts';
import { Claims } from './claims.ts';
import { LastWritten } from './last-written.ts';
import { LinkChanges } from './link-changes.ts';
import { NudgeCaution } from './nudge-caution.ts';

/** What everything that writes a store's records shares, so that a run and live changes can go on side by side. */
export interface Traffic {
  readonly claims: Claims;
  readonly links: LinkChanges;
  readonly written: LastWritten;
  /** Who a customer is, is decided here: two at a time would make two Contacts of one person. The whole org's. */
  readonly deciding: Gate;
  /** What customers are worth is worked out here. */
  readonly valuing: Gate;
  /** Live changes are written here: history waits for them at its pages' borders. */
  readonly live: Gate;
  /** Rounds of nudges, of whoever reads them. */
  readonly caution: NudgeCaution;
  /** Whether somebody reads again beside the runs what was nudged and what an older mapping has written; else runs do it. */
  isFollowed: boolean;
}

export function createTraffic({
  deciding = new Gate(),
  onFree = () => undefined as void,
} = {}): Traffic {
  const claims = new Claims(onFree);
  return {
    claims,
    links: new LinkChanges(),
    written: new LastWritten(),
    deciding,
    valuing: new Gate(),
    live: new Gate(),
    caution: new NudgeCaution(),
    isFollowed: false,
  };
}
