/** Polls a condition until it holds or its deadline passes. The error says what was waited for and what was last seen. */
export async function waitFor<T>(
  what: string,
  look: () => Promise<T | null | undefined | false> | T | null | undefined | false,
  options: { readonly deadlineMs: number; readonly everyMs?: number; readonly lastSeen?: () => string },
): Promise<T> {
  const until = performance.now() + options.deadlineMs;
  for (;;) {
    // Each look must see the world after the one before, so they cannot run side by side.
    const seen = await look();
    if (seen !== null && seen !== undefined && seen !== false) return seen;
    if (performance.now() > until) throw new Error(`Waited ${options.deadlineMs} ms for ${what}${options.lastSeen ? `; last seen: ${options.lastSeen()}` : ''}`);
    await new Promise((resolve) => setTimeout(resolve, options.everyMs ?? 50));
  }
}
