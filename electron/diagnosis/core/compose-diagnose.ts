/**
 * The text written to a login's `sh` for one round: the marker, what to ask, the Python text by the environment, and the
 * smaller shell reader for a host without python3. Names travel as hexadecimal: nothing foreign becomes a shell word.
 */
export type RoundAsk = {
  readonly brokers: readonly { readonly host: string; readonly port: number; readonly pid: number | null }[];
  readonly units: readonly string[];
  /** Mains the fleet knows: the shell reader looks at these. */
  readonly pids: readonly number[];
};

export function composeDiagnose(scripts: { readonly python: string; readonly sh: string }, marker: string, ask: RoundAsk): string {
  return [
    `# fleetbeat-diagnose 1 ${marker}`,
    `FLEETBEAT_MARKER=${marker}`,
    `FLEETBEAT_ASK='${words(ask).join(' ')}'`,
    `FLEETBEAT_DIAGNOSE='${scripts.python.replaceAll("'", "'\\''")}'`,
    scripts.sh.trimEnd(), '# fleetbeat-go', '',
  ].join('\n');
}

function words({ brokers, units, pids }: RoundAsk): string[] {
  return [
    ...brokers.slice(0, 8).map(({ host, port, pid }) => `broker:${hexOf(host)}:${Math.trunc(port)}:${Math.trunc(pid ?? 0)}`),
    ...units.slice(0, 40).filter((unit) => unit !== '').map((unit) => `unit:${hexOf(unit)}`),
    ...pids.slice(0, 40).map((pid) => `pid:${Math.trunc(pid)}`),
  ];
}

/** UTF-8 as hexadecimal digits. */
function hexOf(text: string): string {
  return encodeURIComponent(text.toWellFormed()).replace(/%([0-9A-F]{2})|([^%])/g, (_whole, byte: string | undefined, plain: string | undefined) => byte?.toLowerCase() ?? (plain ?? '').charCodeAt(0).toString(16).padStart(2, '0'));
}
