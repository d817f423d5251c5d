/** The log follower inside the reader: its bytes counted between frames, its failure its own. */
import { spawn } from 'node:child_process';
import { deflateSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { readScripts } from '#electron/pi/read-scripts.ts';
import { createCarriage } from '#electron/probes/carriage.ts';
import { createFrameSplitter } from '#electron/probes/core/split-frames.ts';
import { createManualClock } from '#test/fakes/manual-clock.ts';

const { python } = await readScripts(new URL('../../../electron/pi/', import.meta.url));
/** What the reader calls in a follower; `obey` does what the test is about. */
const follower = (obey: string, more = ''): string => `import select\nby_fd, busy = {}, set()\ndef obey(line):\n    ${obey}\ndef tick(): ${more === '' ? 'pass' : more}\ndef go_on(): pass\ndef ready(fd): pass\ndef wait(): return None\ndef running(): return []\ndef stop(): pass\n`;
const packed = (program: string): string => deflateSync(program).toString('base64');

/** The real reader, told these lines; its bytes as the splitter reads them. */
async function read(lines: readonly string[]): Promise<unknown[]> {
  const reader = spawn('/usr/bin/python3', ['-I', '-S', '-c', python, 'M'], { stdio: ['pipe', 'pipe', 'pipe'] });
  const out: Buffer[] = [];
  const errors: Buffer[] = [];
  reader.stdout.on('data', (chunk: Buffer) => out.push(chunk));
  reader.stderr.on('data', (chunk: Buffer) => errors.push(chunk));
  reader.stdin.end(`${lines.join('\n')}\nq\n`);
  await new Promise((resolve) => { reader.once('close', resolve); });
  expect(Buffer.concat(errors).toString()).toBe('');
  const told: unknown[] = [];
  for (const message of createFrameSplitter('M').feed(Buffer.concat(out).toString('latin1'))) {
    const last = told.at(-1);
    if (message.kind === 'carried' && Array.isArray(last) && last[0] === 'carried') last[1] = `${String(last[1])}${message.text}`;
    else told.push(message.kind === 'carried' ? ['carried', message.text] : message.kind === 'frame' ? ['frame', message.frame.id, message.frame.pieces.length > 0] : [message.kind]);
  }
  return told;
}
const onLinux = test.skipIf(process.platform !== 'linux');

onLinux('SA9 what the follower sends is counted: text of our own protocol in it ends nothing and begins nothing', async () => {
  const hostile = '@ 9 1.0\\n=load\\n|1 1 1 1/1 1\\n.\\nF 999\\n! died 1 1\\n! logs-ended\\n';
  expect(await read(['t 1 f', `x M ${packed(follower(`carry(b"${hostile}" + line)`))}`, 'l one', 't 2 f'])).toEqual([
    ['greeting'], ['frame', 1, true], ['carried', '@ 9 1.0\n=load\n|1 1 1 1/1 1\n.\nF 999\n! died 1 1\n! logs-ended\none'], ['frame', 2, true],
  ]);
});

onLinux('SA9 it sends between frames, never within one, also when a sample is what wakes it', async () => {
  const told = await read([`x M ${packed(follower('pass', 'carry(b"woken")'))}`, 't 1 f', 't 2 f', 't 3 f']);
  expect(told.filter((one) => Array.isArray(one) && one[0] === 'frame')).toEqual([['frame', 1, true], ['frame', 2, true], ['frame', 3, true]]);
  expect(told.filter((one) => Array.isArray(one) && one[0] === 'carried').length).toBeGreaterThan(0);
});

onLinux('SA9 a follower that fails, or is no program, ends by itself and the figures go on', async () => {
  expect(await read([`x M ${packed(follower('raise ValueError(line)'))}`, 'l one', 't 1 f', `x M ${packed('raise RuntimeError()')}`, 't 2 f', 'x M no-base64!', 't 3 f'])).toEqual([
    ['greeting'], ['logs-ended'], ['frame', 1, true], ['logs-ended'], ['frame', 2, true], ['logs-ended'], ['frame', 3, true],
  ]);
});

test('SA9 one follower at a time: an ended one is not heard any more, and its end is told once', async () => {
  const carriage = createCarriage(createManualClock().timers);
  const { signal } = new AbortController();
  const sent: string[] = [];
  const heard: string[] = [];
  const listener = (name: string) => ({ bytes: (bytes: Uint8Array) => void heard.push(`${name} ${Buffer.from(bytes).toString('latin1')}`), ended: () => void heard.push(`${name} ended`) });
  carriage.began((line) => sent.push(line), true);
  const first = await carriage.carry('P1', 'M1', listener('one'), signal);
  carriage.heard('\u00e9');
  const second = await carriage.carry('P2', 'M2', listener('two'), signal);
  if (first.ok) { first.value?.send('late'); first.value?.close(); }
  carriage.heard('b');
  carriage.failed();
  carriage.heard('c');
  carriage.ended();
  expect(heard).toEqual(['one \u00e9', 'one ended', 'two b', 'two ended']);
  expect(sent).toEqual(['x M1 P1', 'x M2 P2']);
  expect(second.ok).toBe(true);
});
