import type { Org } from '../types.ts';
import type { HeldLock, RowLock } from './locks.ts';

/** An org that an administrator can make their own. */
export interface AdminOrg extends Org {
  /**
   * Adds an administrator's metadata from a folder in source format. Throws AdminMetadataError, which names all that the
   * org cannot hold.
   */
  addAdminMetadata(folder: string): void;
  /** Somebody else is said to hold a record. */
  holdRow(lock: RowLock): HeldLock;
}
