export type { HostServices, RunStore } from './host-services';
export { prepareGraph } from './prepare';
export type * from './protocol';
export { Session } from './session';
