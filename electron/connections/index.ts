/** Door of the connections room. */
export { createConnectionKeeper } from './connection-keeper.ts';
