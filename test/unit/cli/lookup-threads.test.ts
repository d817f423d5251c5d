/**
 * Names that do not resolve each hold a thread of Node's pool for seconds; by default there are four. What blocks a
 * thread here is a pipe that nobody writes: the same pool, without waiting for any name server.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';

// Its threads never end by themselves, so it ends itself the hard way.
const lookAmongStuck = `
const { open, writeSync } = require('node:fs');
const [folder, count] = process.argv.slice(-2);
const end = (word) => { writeSync(1, word); process.kill(process.pid, 'SIGKILL'); };
for (let index = 0; index < Number(count); index += 1) open(folder + '/' + index, 'r', () => {});
setTimeout(() => end('held up'), 3000);
require('node:dns').lookup('localhost', () => end('found'));
`;
const launch = `
const { run } = await import(process.argv.at(-4));
await run(process.execPath, ['-e', process.argv.at(-3), ...process.argv.slice(-2)]);
`;

test.skipIf(process.platform === 'win32').each([
  ['eight stuck lookups do not hold up the next', {}, 'found'],
  ['they would, in the pool that Node makes by itself', { UV_THREADPOOL_SIZE: '4' }, 'held up'],
])('%s', (_, env, word) => {
  const folder = mkdtempSync(join(tmpdir(), 'fleetbeat-pool-'));
  try {
    for (let index = 0; index < 8; index += 1) execFileSync('mkfifo', [join(folder, String(index))]);
    const { UV_THREADPOOL_SIZE: _own, ...rest } = process.env;
    const said = execFileSync(process.execPath, ['--input-type=module', '-e', launch, new URL('../../../build/bin/run-node.mjs', import.meta.url).href, lookAmongStuck, folder, '8'], { env: { ...rest, ...env }, timeout: 9000, encoding: 'utf8' });
    expect(said).toBe(word);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
