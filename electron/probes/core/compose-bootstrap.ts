/**
 * The text written to a login's `sh`: the marker, the Python reader as a quoted value, then the shell reader that
 * chooses between them (docs/spec/sampler.md, Opening). The marker is hex of ours; nothing foreign gets in.
 */
export type SamplerScripts = { readonly python: string; readonly sh: string };

export function composeBootstrap(scripts: SamplerScripts, marker: string): string {
  const quoted = `'${scripts.python.replaceAll("'", "'\\''")}'`;
  return [
    `# fleetbeat-sampler 1 ${marker}`,
    `FLEETBEAT_MARKER=${marker}`,
    `FLEETBEAT_SAMPLER=${quoted}`,
    scripts.sh.trimEnd(),
    '# fleetbeat-go',
    '',
  ].join('\n');
}
