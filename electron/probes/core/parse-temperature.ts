/** Picks the processor's temperature out of the thermal zones (`<type> <milli-degrees>`); null when none is plausible. */
export function parseTemperature(lines: readonly string[]): number | null {
  const zones = lines.flatMap((line) => {
    const found = /^(\S+) (-?\d{1,7})$/.exec(line);
    const degrees = found === null ? Number.NaN : Number(found[2]) / 1000;
    return found?.[1] !== undefined && degrees > -60 && degrees < 200 ? [{ type: found[1], degrees }] : [];
  });
  const cpu = zones.find((z) => /cpu|soc|pkg/.test(z.type));
  return (cpu ?? zones[0])?.degrees ?? null;
}
