export type { HostServices, RunStore } from './host-services';
export { prepareGraph } from './prepare';
export type * from './protocol';
export type { Run } from './run';
export { Session } from './session';
