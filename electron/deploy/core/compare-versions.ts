/** Versions as numbers between dots; what is no number counts as zero. */
const numbersOf = (version: string): readonly number[] => version.split('.').map((part) => Number(/^\d+/.exec(part)?.[0] ?? 0));

export function isNewerVersion(one: string, other: string): boolean {
  const [a, b] = [numbersOf(one), numbersOf(other)];
  for (let index = 0; index < Math.max(a.length, b.length); index += 1) {
    const difference = (a[index] ?? 0) - (b[index] ?? 0);
    if (difference !== 0) return difference > 0;
  }
  return false;
}

/** The supervisor says the same of itself: fleetbeat_supervisor.py, OLDEST_PYTHON. */
export const isOlderPython = (version: string): boolean => isNewerVersion('3.9', version);
export const newestTriedPython = '3.13';
