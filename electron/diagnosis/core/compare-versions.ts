/** Versions as numbers: `5.2.6`, `7.0.15`, `5.6.0rc1`. Anything else is null, and null is never older or newer. */
export type Version = readonly number[];

export function versionOf(text: string): Version | null {
  const found = /^\s*v?(\d{1,6})(?:\.(\d{1,6}))?(?:\.(\d{1,6}))?/.exec(text);
  return found === null ? null : [Number(found[1]), Number(found[2] ?? 0), Number(found[3] ?? 0)];
}

export function isAtLeast(version: Version | null, least: string): boolean | null {
  const wanted = versionOf(least);
  if (version === null || wanted === null) return null;
  for (let at = 0; at < 3; at += 1) {
    const difference = (version[at] ?? 0) - (wanted[at] ?? 0);
    if (difference !== 0) return difference > 0;
  }
  return true;
}
