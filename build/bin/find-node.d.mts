/** Types of find-node.mjs, for its tests. */
export const wantedMajor: number;
export function findNode(facts: { readonly running: { readonly path: string; readonly version: string }; readonly candidates: readonly string[]; readonly probe: (path: string) => string | null }): { readonly path: string; readonly isRunning: boolean } | null;
export function tooOld(version: string): { readonly en: string; readonly fr: string };
