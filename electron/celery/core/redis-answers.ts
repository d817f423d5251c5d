/** Shapes of single Redis answers, checked: a server (or a proxy before it) may say anything. */
export function textsOf(reply: unknown): readonly string[] {
  return Array.isArray(reply) ? reply.filter((item): item is string => typeof item === 'string') : [];
}

/** `[cursor, members]` of SCAN and SSCAN. */
export function scanOf(reply: unknown): { readonly cursor: string; readonly members: readonly string[] } | null {
  if (!Array.isArray(reply) || typeof reply[0] !== 'string' || !/^\d{1,20}$/.test(reply[0])) return null;
  return { cursor: reply[0], members: textsOf(reply[1]) };
}

/** TIME: seconds and microseconds. */
export function timeOf(reply: unknown): number | null {
  const [seconds, micros] = textsOf(reply).map(Number);
  return seconds !== undefined && micros !== undefined && Number.isFinite(seconds) && Number.isFinite(micros) ? seconds + micros / 1e6 : null;
}

export function countOf(reply: unknown): number | null {
  return typeof reply === 'number' && reply >= 0 ? reply : null;
}
