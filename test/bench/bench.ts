/**
 * `npm run bench [-- --quick] [-- --only Q1,Q3]`: measures the promises that have a number, in one run on one machine,
 * prints a table and writes test/bench/results/<date>.json. A broken promise is shown, and ends with exit code 1.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { ensureRequirements } from '#test/lab/requirements.ts';
import { measureCauseToNotice } from './cause-to-notice.ts';
import { measureColdStart } from './cold-start.ts';
import { measureCostOnPi } from './cost-on-pi.ts';
import { measureDeathToScreen } from './death-to-screen.ts';
import { measureDiagnosisRound } from './diagnosis-round.ts';
import type { Figure } from './figures.ts';
import { table } from './figures.ts';
import { measureFirstPicture } from './first-picture.ts';
import { measureHistoryMonth } from './history-month.ts';
import { measureLogParsing } from './log-parsing.ts';
import { measureLogSearch } from './log-search.ts';
import { machineFacts } from './machine-facts.ts';
import { measureManyHosts } from './many-hosts.ts';
import { measureScrolling } from './scrolling.ts';
import { measureSimulatedDay } from './simulated-day.ts';

type Measure = (isQuick: boolean, say: (line: string) => void) => Promise<readonly Figure[]>;
/** Measures of one promise, one after the other. */
const together = (...parts: readonly Measure[]): Measure => async (isQuick, tell) => {
  const figures: Figure[] = [];
  for (const part of parts) figures.push(...(await part(isQuick, tell)));
  return figures;
};
const measures: Readonly<Record<string, Measure>> = {
  Q1: measureCostOnPi, Q2: measureDeathToScreen, Q3: measureFirstPicture, Q4: together(measureManyHosts, (_, tell) => measureScrolling('Q4', tell)), Q5: together(measureLogParsing, measureLogSearch, (_, tell) => measureScrolling('Q5', tell)), Q6: measureHistoryMonth, Q7: measureDiagnosisRound,
  Q8: together(measureColdStart, measureSimulatedDay), AL: measureCauseToNotice,
};

const { values } = parseArgs({ options: { quick: { type: 'boolean', default: false }, only: { type: 'string' } } });
const wanted = values.only?.split(',') ?? Object.keys(measures);
const say = (line: string): void => void process.stderr.write(`${line}\n`);
const unknown = wanted.filter((id) => !Object.hasOwn(measures, id));
if (unknown.length > 0) throw new Error(`no measurement called ${unknown.join(', ')}; there are ${Object.keys(measures).join(', ')}`);

const ready = await ensureRequirements(say);
const facts = machineFacts();
const figures: Figure[] = [];
const failures: string[] = [];
for (const id of wanted) {
  if (!ready.canRun && ['Q1', 'Q2', 'Q7'].includes(id)) {
    figures.push({ id, what: 'needs real Pis', value: null, unit: '', atMost: null, note: ready.reasons.join('; ') });
    continue;
  }
  say(`${id} …`);
  try {
    figures.push(...(await (measures[id] as Measure)(values.quick, say)));
  } catch (error) {
    failures.push(`${id}: ${error instanceof Error ? error.message : String(error)}`);
    figures.push({ id, what: 'failed', value: null, unit: '', atMost: null, note: (failures.at(-1) ?? '').slice(0, 200) });
  }
}

const at = new Date().toISOString();
const folder = join(import.meta.dirname, 'results');
mkdirSync(folder, { recursive: true });
const path = join(folder, `${at.slice(0, 19).replaceAll(':', '-')}.json`);
writeFileSync(path, `${JSON.stringify({ at, isQuick: values.quick, machine: facts, figures }, null, 2)}\n`);
process.stdout.write(`${table(figures)}\n\n${Object.entries(facts).map(([name, value]) => `${name} ${value}`).join(', ')}\n${path}\n`);
for (const failure of failures) say(failure);
const isBroken = figures.some((figure) => figure.atMost !== null && figure.value !== null && figure.value > figure.atMost);
process.exitCode = isBroken || failures.length > 0 ? 1 : 0;
