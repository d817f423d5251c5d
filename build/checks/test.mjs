// `npm test`: the whole gate, in the order of its cost. Every step runs even when one before it failed.
// What cannot run here is said in one line; with CI=true it is a failure, because nobody would read the line.
// Names given as arguments choose steps: `npm test -- unit lab`. `soak` runs only when it is named: a quarter of an hour of
// every way of supervising a worker under load, for whoever changes supervision.
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { quickSteps, root, run, runSteps, vitest } from './steps.mjs';
import { ensureRequirements } from '#test/lab/requirements.ts';
import { ensureRootImage } from '#test/lab/root-image.ts';

const only = process.argv.slice(2);
const isWanted = (name) => (only.length === 0 ? name !== 'soak' : only.includes(name));
const isCi = ['1', 'true'].includes(process.env.CI ?? '');

/** A step that needs the machine to be able to do something. */
const guarded = (step, prepare) => ({
  name: step.name,
  run: async () => {
    const reason = await prepare();
    if (reason === null) return step.run();
    console.log(`${step.name}: not run, ${reason}`);
    return { passed: 0, failed: isCi ? 1 : 0, skipped: isCi ? 0 : 1, note: reason };
  },
});

let readiness = null;
async function prepareMachine() {
  readiness ??= await ensureRequirements((line) => console.log(line));
  return readiness;
}

/** Real daemons on this machine need their packages, but not root. */
async function prepareDaemons() {
  const { missingPackages } = await prepareMachine();
  const missing = missingPackages.filter((name) => !['systemd-container', 'mmdebstrap', 'iproute2', 'chromium'].includes(name));
  return missing.length === 0 ? null : `missing packages: ${missing.join(' ')}`;
}

async function prepareLab() {
  const { canRun, reasons } = await prepareMachine();
  if (!canRun) return reasons.join('; ');
  try {
    await ensureRootImage((line) => console.log(line));
    // these drive the product from outside: the page must be there
    return await preparePage();
  } catch (error) {
    return `the Pi's root file system could not be built: ${error.message}`;
  }
}

let built = null;
async function preparePage() {
  const { missingPackages } = await prepareMachine();
  if (missingPackages.includes('chromium')) return 'missing packages: chromium';
  built ??= await run('npm', ['run', '--silent', 'build']);
  return built === 0 ? null : 'the page could not be built';
}

async function prepareJourneys() {
  return (await preparePage()) ?? (await prepareDaemons());
}

const filesOf = (folder) => readdirSync(join(root, folder), { recursive: true }).map((path) => String(path).replaceAll('\\', '/')).filter((path) => path.endsWith('.test.ts')).map((path) => `${folder}/${path}`);
const isLabTest = (path) => path.startsWith('test/integration/lab');
const integration = filesOf('test/integration').filter((path) => !isLabTest(path));
const isSoakTest = (path) => path.startsWith('test/integration/lab-supervision');
const lab = filesOf('test/integration').filter((path) => isLabTest(path) && !isSoakTest(path));
const soak = filesOf('test/integration').filter(isSoakTest);

const steps = [
  ...quickSteps,
  guarded(vitest('integration', 'integration', { filters: integration, minutes: 25 }), prepareDaemons),
  guarded(vitest('lab', 'integration', { filters: lab, minutes: 40 }), prepareLab),
  guarded(vitest('soak', 'integration', { filters: soak, minutes: 45 }), prepareLab),
  guarded(vitest('e2e', 'e2e', { minutes: 20 }), prepareJourneys),
];

if (only.length === 0) console.log(`soak: not part of the gate (${soak.length} files); npm test -- soak`);
process.exit((await runSteps(steps, isWanted)) ? 0 : 1);
