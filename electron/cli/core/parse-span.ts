/** How far back, as `90m`, `24h` or `7d`, and which day, as `today`, `yesterday` or `2026-11-21`. Pure. */
const unitsMs = { m: 60_000, h: 3_600_000, d: 86_400_000 } as const;
export const longestMs = 2 * 365 * 86_400_000;

export function parseSpan(text: string): number | null {
  const match = /^(\d{1,6})([mhd])$/.exec(text.trim());
  const unit = match?.[2] as keyof typeof unitsMs | undefined;
  if (match === null || unit === undefined) return null;
  const ms = Number(match[1]) * unitsMs[unit];
  return ms > 0 && ms <= longestMs ? ms : null;
}

export type Target = { readonly host: string; readonly worker: string | null };

/** `pi-atelier/w1@pi-atelier`; a host alone is fine. The worker's name may hold slashes. */
export function parseTarget(text: string): Target | null {
  const slash = text.indexOf('/');
  const host = slash < 0 ? text : text.slice(0, slash);
  const worker = slash < 0 ? null : text.slice(slash + 1);
  return host === '' || worker === '' ? null : { host, worker };
}
