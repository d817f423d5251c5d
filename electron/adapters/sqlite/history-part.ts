/** Tables and statements of recorded history. */
import { definePart } from './store-part.ts';

export const historyPart = definePart({ migrations: [], reads: () => ({}), writes: () => ({}) });
