// `npm run check`: everything that needs no daemon, in under a minute. Names given as arguments choose steps.
import { quickSteps, runSteps } from './steps.mjs';

const only = process.argv.slice(2);
process.exit((await runSteps(quickSteps, (name) => only.length === 0 || only.includes(name))) ? 0 : 1);
