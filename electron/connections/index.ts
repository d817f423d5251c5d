/** Door of the connections room. */
export { createConnectionKeeper, type ConnectionKeeperNeeds } from './connection-keeper.ts';
export type { LocalUser } from './route-finder.ts';
