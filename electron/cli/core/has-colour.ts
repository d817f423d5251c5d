/** Colours only on a terminal, never with NO_COLOR (no-color.org: set and not empty) or TERM=dumb. Pure; rule CL2. */
export function hasColour(env: Readonly<Record<string, string | undefined>>, isTerminal: boolean): boolean {
  return isTerminal && (env['NO_COLOR'] ?? '') === '' && env['TERM'] !== 'dumb';
}
