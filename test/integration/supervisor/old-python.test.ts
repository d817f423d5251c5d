/** A host with a Python that is too old, or none: the real way in through a real shell, where another interpreter lies at /usr/bin/python3 (a mount of its own). */
import { spawnSync } from 'node:child_process';
import { chmodSync, copyFileSync, mkdtempSync, readdirSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createMender } from '#electron/recovery/mender.ts';
import { createHand } from '#electron/supervision/hand.ts';
import { readPrograms } from '#electron/pi/read-scripts.ts';
import { HostId } from '#shared/domain/ids.ts';
import { createLocalShellSession } from '#test/fakes/local-shell-session.ts';
import { createMemoryLog } from '#test/fakes/memory-log.ts';
import { countingRandom, realTimers } from '#test/fakes/real-time.ts';

const host = HostId.parse('h-1');
const never = new AbortController().signal;
const programs = await readPrograms(new URL('../../../electron/pi/', import.meta.url));
const python = realpathSync('/usr/bin/python3');
let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'fleetbeat-old-python-'));
  copyFileSync(python, join(folder, 'real'));
  // the machine's own Python, which says of itself that it is 3.8
  writeFileSync(join(folder, 'old'), `#!/bin/sh\nwhile [ "$1" != -c ]; do shift; done\ncode=$2; shift 2\nexec ${join(folder, 'real')} -I -S -c 'import sys; sys.version_info = (3, 8, 18); code = sys.argv.pop(1); exec(code)' "$code" "$@"\n`);
  chmodSync(join(folder, 'old'), 0o755);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** What a login on such a host runs: everything as on this machine, but for the interpreter. */
function sessionWith(interpreter: string) {
  const inside = `mount --bind ${interpreter} ${python} && exec /bin/sh -c "$1"`;
  return createLocalShellSession({ shell: ['/usr/bin/unshare', '-m', '/bin/sh', '-c', inside, 'sh'], env: { PATH: '/usr/bin:/bin', HOME: folder, LANG: 'C.UTF-8' } });
}
const mayMount = process.getuid?.() === 0 && spawnSync('unshare', ['-m', 'true']).status === 0;

test.skipIf(!mayMount)('SU-3 Python 3.8: every way in says so by its version, and nothing of ours ran or was written', async () => {
  const session = sessionWith(join(folder, 'old'));
  const before = readdirSync(folder);
  const hand = createHand({ session: () => session, script: 'raise SystemExit("ran")', timers: realTimers, random: countingRandom(), log: createMemoryLog() });
  expect(await hand.ask(host, 'w1@pi', { mode: 'look', wantsSudo: false, asks: [] }, never)).toEqual({ ok: false, error: { code: 'supervision-refused', worker: 'w1@pi', because: 'python-too-old', about: '3.8' } });
  const mender = createMender({ session: () => session, script: 'raise SystemExit("ran")', random: countingRandom() });
  expect(await mender.ask(host, { do: 'look', processes: [] }, never)).toEqual({ ok: false, error: { code: 'supervision-refused', worker: '', because: 'python-too-old', about: '3.8' } });
  expect(readdirSync(folder)).toEqual(before);
});

test.skipIf(!mayMount)('SU-3 an interpreter that cannot run is no Python; the right one looks and changes nothing, also from a home that is read only', async () => {
  const broken = createHand({ session: () => sessionWith('/bin/false'), script: 'x', timers: realTimers, random: countingRandom(), log: createMemoryLog() });
  expect(await broken.ask(host, 'w1@pi', { mode: 'look', wantsSudo: false, asks: [] }, never)).toMatchObject({ ok: false, error: { because: 'python-too-old', about: '' } });
  const inside = `mount -t tmpfs -o ro tmpfs ${folder} && cd ${folder} && exec /bin/sh -c "$1"`;
  const session = createLocalShellSession({ shell: ['/usr/bin/unshare', '-m', '/bin/sh', '-c', inside, 'sh'], env: { PATH: '/usr/bin:/bin', HOME: folder, LANG: 'C.UTF-8' } });
  const hand = createHand({ session: () => session, script: programs.handScript, timers: realTimers, random: countingRandom(), log: createMemoryLog() });
  expect(await hand.ask(host, 'w1@pi', { mode: 'look', wantsSudo: true, asks: [] }, never)).toMatchObject({ ok: true, value: { boot: expect.any(String) as unknown } });
  const mender = createMender({ session: () => session, script: programs.menderScript, random: countingRandom() });
  expect(await mender.ask(host, { do: 'look', processes: [] }, never)).toMatchObject({ ok: true, value: { refused: null } });
});
