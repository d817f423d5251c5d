/** The words of one language: the shape of the English ones. */
import type { english } from './english.ts';
import type { SameKeys } from './same-keys.ts';

export type Texts = SameKeys<typeof english>;
