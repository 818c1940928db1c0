import type { Registry } from 'prom-client';
import type { Logger } from '../common/log.ts';
import type { Admin } from '../sync/admin.ts';
import type { DeliveryFate, Inbox } from '../sync/inbox.ts';
import type { CheckDesk } from '../sync/parity/check-desk.ts';
import type { Status } from '../sync/status.ts';
import type { Limits } from './limits.ts';
import type { HttpSettings } from './settings.ts';

/** What the pages are drawn from. */
export interface AppDeps {
  /** Throws when the database does not answer. */
  ping(): Promise<void>;
  /** Stores that a person has to put right, and the kind of failure. */
  stopped?(): Promise<readonly { readonly store: string; readonly kind: string }[]>;
  /** What `orderlens status` prints. */
  status(): Promise<Status>;
  readonly registry: Registry;
  readonly inbox: Inbox;
  /** Counts a delivery by what became of it. */
  webhookReceived(store: string, fate: DeliveryFate): void;
  /** With the token of the command line. */
  readonly admin: Admin & { readonly token: string };
  /** Who may ask for what; absent: this machine alone. */
  readonly access?: Pick<HttpSettings, 'trustProxy' | 'adminToken' | 'adminFrom'>;
  /** Absent: the usual ones. */
  readonly limits?: Limits;
  readonly checks: Pick<CheckDesk, 'start' | 'state'>;
  readonly log: Logger;
}
