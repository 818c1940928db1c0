export { startFaultProxy } from './proxy.ts';
export type { FaultProxy, SeenRequest } from './proxy.ts';
export type { Effect, Fault, PlannedFault } from './fault.ts';
