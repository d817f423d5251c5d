// Finds a Node that runs the engine's TypeScript and has what it needs: 24 or newer. Pure but for the probe it is given.
export const wantedMajor = 24;

const majorOf = (version) => Number.parseInt(String(version).replace(/^v/, ''), 10) || 0;

/** Candidates in order; `probe(path)` answers a version such as `v24.1.0`, or null when it cannot be run. */
export function findNode({ running, candidates, probe }) {
  if (majorOf(running.version) >= wantedMajor) return { path: running.path, isRunning: true };
  for (const path of candidates) {
    if (majorOf(probe(path)) >= wantedMajor) return { path, isRunning: false };
  }
  return null;
}

export const tooOld = (version) => ({
  en: `Fleetbeat needs Node ${wantedMajor} or newer, and this is ${version}. Run “npm ci” in its folder (it brings one on Linux), or install Node ${wantedMajor} and try again.`,
  fr: `Fleetbeat a besoin de Node ${wantedMajor} ou plus récent, et ceci est ${version}. Lancez « npm ci » dans son dossier (il en apporte un sous Linux), ou installez Node ${wantedMajor} et recommencez.`,
});
