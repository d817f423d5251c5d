/** Types of start-plan.mjs, for its tests. */
export type Face = { readonly face: 'window' } | { readonly face: 'page'; readonly because: 'no-electron' | 'no-display' };
export function mustBuild(times: { readonly newestSource: number | null; readonly oldestOutput: number | null }): boolean;
export function chooseFace(facts: { readonly electron: string | null; readonly platform: string; readonly env: Readonly<Record<string, string | undefined>> }): Face;
export const reasons: Readonly<Record<'no-electron' | 'no-display', { readonly en: string; readonly fr: string }>>;
