/** The door of the room that asks hosts. */
export { createHostWatch } from './create-host-watch.ts';
export type { HostWatch } from './host-watch.ts';
