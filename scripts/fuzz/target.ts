import type { IAsyncProperty } from 'fast-check';

/** One door that is knocked at. A property that fails is a finding. */
export interface Target {
  readonly name: string;
  readonly property: IAsyncProperty<unknown>;
  close?(): Promise<void>;
}
