import type { Registry } from 'prom-client';
import type { Logger } from '../common/log.ts';
import type { Admin } from '../sync/admin.ts';
import type { DeliveryFate, Inbox } from '../sync/inbox.ts';
import type { Status } from '../sync/status.ts';

/** What the pages are drawn from. */
export interface AppDeps {
  /** Throws when the database does not answer. */
  ping(): Promise<void>;
  /** What `orderlens status` prints. */
  status(): Promise<Status>;
  readonly registry: Registry;
  readonly inbox: Inbox;
  /** Counts a delivery by what became of it. */
  webhookReceived(store: string, fate: DeliveryFate): void;
  /** With the token that they ask for. */
  readonly admin: Admin & { readonly token: string };
  readonly log: Logger;
}
