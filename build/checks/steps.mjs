// Runs the steps of a check one after the other, never stopping at the first failure, and reads their counts.
// A step that runs vitest writes vitest's own JSON report; no figure here is guessed from text.
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';

export const root = join(import.meta.dirname, '../..');
const scratch = mkdtempSync(join(tmpdir(), 'fleetbeat-check-'));
process.on('exit', () => rmSync(scratch, { recursive: true, force: true }));

/** A step that hangs is a failed step: the whole gate must end by itself. */
export function run(command, args, { env = {}, minutes = 10 } = {}) {
  return new Promise((resolve) => {
    // The project's own Node and tools come first, also when this is started without npm.
    const path = `${join(root, 'node_modules/.bin')}${delimiter}${process.env.PATH ?? ''}`;
    const child = spawn(command, args, { cwd: root, stdio: ['ignore', 'inherit', 'inherit'], env: { ...process.env, ...env, PATH: path }, shell: process.platform === 'win32', detached: process.platform !== 'win32' });
    // Workers of the tool belong to its process group, and a loop in one of them answers to nothing gentler.
    const end = () => { try { if (child.pid === undefined || process.platform === 'win32') child.kill('SIGKILL'); else process.kill(-child.pid, 'SIGKILL'); } catch { /* it just ended */ } };
    const timer = setTimeout(() => { console.error(`${command}: no end after ${minutes} minutes, stopped`); end(); }, minutes * 60_000);
    const stop = (name) => { end(); process.exit(name === 'SIGINT' ? 130 : 143); };
    const handlers = ['SIGINT', 'SIGTERM'].map((name) => [name, () => stop(name)]);
    for (const [name, handler] of handlers) process.on(name, handler);
    const settle = (code) => { clearTimeout(timer); for (const [name, handler] of handlers) process.off(name, handler); resolve(code); };
    child.on('error', (error) => { console.error(`${command}: ${error.message}`); settle(127); });
    child.on('close', (code) => settle(code ?? 1));
  });
}

/** A tool that passes or fails as a whole counts as one. */
export const tool = (name, command, args) => ({
  name,
  run: async () => {
    const code = await run(command, args);
    return code === 0 ? { passed: 1, failed: 0, skipped: 0 } : { passed: 0, failed: 1, skipped: 0 };
  },
});

function countReport(path, code) {
  let report;
  try {
    report = JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    return { passed: 0, failed: 1, skipped: 0, note: 'vitest wrote no report' };
  }
  const brokenFiles = report.testResults.filter((file) => file.status === 'failed' && file.assertionResults.every((one) => one.status !== 'failed')).length;
  const failed = report.numFailedTests + brokenFiles;
  // Unhandled errors fail the run without failing a test.
  return { passed: report.numPassedTests, failed: failed === 0 && code !== 0 ? 1 : failed, skipped: report.numPendingTests + report.numTodoTests };
}

export const vitest = (name, project, { filters = [], minutes = 3 } = {}) => ({
  name,
  run: async () => {
    const out = join(scratch, `${name.replaceAll(' ', '-')}.json`);
    const code = await run('vitest', ['run', '--config', 'build/vitest.config.ts', '--project', project, '--reporter', process.stdout.isTTY ? 'default' : 'dot', '--reporter', 'json', `--outputFile.json=${out}`, ...filters], { minutes });
    return countReport(out, code);
  },
});

/** Answers whether all passed. The last line says so for people and machines alike. */
export async function runSteps(steps, isWanted = () => true) {
  const rows = [];
  for (const step of steps.filter((one) => isWanted(one.name))) {
    console.log(`\n== ${step.name}`);
    const began = performance.now();
    const result = await step.run();
    rows.push({ name: step.name, seconds: (performance.now() - began) / 1000, ...result });
  }
  const sum = (key) => rows.reduce((total, row) => total + row[key], 0);
  console.log('\nWhat ran');
  for (const row of rows) {
    const verdict = row.failed > 0 ? 'FAILED' : row.passed === 0 ? 'NOT RUN' : 'ok';
    console.log(`  ${row.name.padEnd(24)} ${verdict.padEnd(8)} ${String(row.passed).padStart(5)} passed ${String(row.failed).padStart(4)} failed ${String(row.skipped).padStart(4)} skipped ${row.seconds.toFixed(1).padStart(7)} s${row.note ? `   ${row.note}` : ''}`);
  }
  const skipped = sum('skipped');
  console.log(`${sum('passed')} passed, ${sum('failed')} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`);
  return rows.length > 0 && sum('failed') === 0;
}

export const quickSteps = [
  tool('types', 'node', ['build/checks/types.mjs']),
  tool('lint', 'oxlint', []),
  tool('house', 'node', ['build/checks/house.mjs']),
  vitest('boundaries', 'boundaries'),
  tool('unused', 'knip', ['--no-progress']),
  vitest('unit', 'unit'),
  tool('docs', 'node', ['build/checks/docs.mjs']),
];
