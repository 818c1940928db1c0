import type { Aggregate, Version } from '../salesforce/record.ts';
import type { Incoming } from './incoming.ts';
import type { Sending } from './vanished.ts';

/** What is still wanted of a record when its outcome comes: its rows wait on disk, not here. */
export interface Flight extends Pick<Incoming, 'hash' | 'fact' | 'gone' | 'customer'> {
  readonly version: Version;
  /** How many are sent. */
  readonly rows: number;
  /** All that it is made of; only where few records are on their way. */
  readonly all: Aggregate['rows'] | undefined;
  readonly shrunk: Sending<Incoming>['shrunk'];
  readonly correlation: string;
  /** When its customer was looked up. */
  readonly linkedAt: number;
}

export interface Sifted {
  /** As it is to be sent. */
  readonly aggregate: Aggregate;
  readonly flight: Flight;
}
