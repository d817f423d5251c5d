/** Seeded nonsense through everything that reads a host's words: never an exception, never NaN in a sample. */
import { expect, test } from 'vitest';
import { findCelery } from '#electron/probes/core/find-celery.ts';
import { maskArgv } from '#electron/probes/core/mask-argv.ts';
import { parseCeleryArgv } from '#electron/probes/core/parse-celery-argv.ts';
import { parseCgroup } from '#electron/probes/core/parse-cgroup.ts';
import { predictNodeName } from '#electron/probes/core/predict-node-name.ts';
import { beginReading, readFrame } from '#electron/probes/core/read-frame.ts';
import type { Reading } from '#electron/probes/core/read-frame.ts';
import { createFrameSplitter } from '#electron/probes/core/split-frames.ts';

/** mulberry32: small, seeded, good enough to break parsers. */
function createDice(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) % below;
  };
}

const seedFrame = [
  '@ 1 100.5', '=load', '|0.1 0.2 0.3 1/2 3', '=cpu', '|cpu  1 2 3 4 5 6 7 8', '=mem', '|MemTotal: 1000 kB', '|MemAvailable: 10 kB', '=psi cpu', '|some avg10=1.00 avg60=0.00',
  '=temp', '|cpu-thermal 48000', '=volt', '|1', '=p 5', '|5 (celery) S 1 5 5 0 -1 0 0 0 0 0 9 9 0 0 20 0 1 0 77 0 100', '|wchan pipe_write', '=children 5',
  '|6 (celery) S 5 5 5 0 -1 0 0 0 0 0 9 9 0 0 20 0 1 0 78 0 100', '=root 1:2', '=disks', '|1 2 mmcblk0p2 5 0 50 0 5 0 50 0 0 0 0', '=net', '|eth0: 1 2 3 4 5 6 7 8 9',
  '=throttled', '|throttled=0x50005', '=df /', '|1000 500', '=pss 5', '|Pss: 7 kB', '=clock', '|1700000000.5', '=own', '|ns 12345', '|stat 9 (sh) S 1 5 5 0 -1 0 0 0 0 0 9 9 1 1 20 0 1 0 77 0 100',
  '=id', '|hostname pi', '|boot b', '|memkb 1000', '|cores 4', '|page 4096', '|hz 100', '=scan', '|total 5', '|unreadable 0', '|hidden 0', '=proc 5',
  '|stat 5 (celery) S 1 5 5 0 -1 0 0 0 0 0 9 9 0 0 20 0 1 0 77 0 100', '|arg celery', '|arg worker', '|arg -c4', '|env REDIS_URL=redis://:p@h/0', '|cgroup 0::/system.slice/c.service', '|nspid 5 1', '|tcp 0100007F:1234 0100007F:18EB', '.', '! died 5 77', '',
].join('\n');

function mutate(text: string, dice: (below: number) => number): string {
  const bytes = Array.from(text);
  for (let n = dice(30); n >= 0; n -= 1) {
    const at = dice(bytes.length);
    const how = dice(5);
    if (how === 0) bytes[at] = String.fromCharCode(dice(256));
    else if (how === 1) bytes.splice(at, dice(20));
    else if (how === 2) bytes.splice(at, 0, ...bytes.slice(dice(bytes.length)).slice(0, dice(40)));
    else if (how === 3) bytes.splice(at, 0, ...Array.from(['\n', ' ', ')', '9'.repeat(dice(30)), '-', '%', '\0', '|', '=', '@ 2 1\n'][dice(10)]!));
    else bytes[at] = '\xff';
  }
  return bytes.join('');
}

test('SA4 mutated frames: no exception, finite figures, bounded lists', () => {
  const dice = createDice(20261122);
  let reading: Reading = { ...beginReading, variant: 'python' };
  let frames = 0;
  for (let round = 0; round < 3000; round += 1) {
    const splitter = createFrameSplitter('m');
    const text = `fleetbeat-sampler 1 m sh 1\n${mutate(seedFrame, dice)}`;
    for (const message of [...splitter.feed(text.slice(0, dice(text.length))), ...splitter.feed(text)]) {
      if (message.kind !== 'frame') continue;
      frames += 1;
      const read = readFrame(reading, message.frame, { at: 1.7e12 + round, latencyMs: 5 });
      reading = read.reading;
      JSON.stringify(read.observations, (key, value: unknown) => {
        if (typeof value === 'number' && !Number.isFinite(value)) throw new Error(`${key} is ${value}`);
        return value;
      });
    }
    if (round % 100 === 0) reading = { ...beginReading, variant: 'python' };
  }
  expect(frames).toBeGreaterThan(2000);
  expect(reading.list.size).toBeLessThanOrEqual(1000);
});

test('command lines made of anything', () => {
  const dice = createDice(7);
  const words = ['celery', 'worker', 'beat', '-A', '-c', '--concurrency', '=', '-n', '%h', '%', '@', 'redis://', ':', '/', '[celeryd: ', ']', '(', ')', '-Q', ',', '__proto__', 'constructor', '--', '-', '\n', '\u{1f600}', 'password=', ''];
  for (let round = 0; round < 5000; round += 1) {
    const argv = Array.from({ length: dice(8) }, () => Array.from({ length: dice(4) }, () => words[dice(words.length)]).join(''));
    findCelery(argv);
    expect(maskArgv(argv)).toHaveLength(argv.length);
    const said = parseCeleryArgv(argv);
    predictNodeName(said.nodeName, dice(2) === 0 ? null : 'h.d');
    parseCgroup(argv);
  }
});

test('masking long hostile words stays quick', () => {
  const word = `redis://${'a:'.repeat(20_000)}${'?password='.repeat(2_000)}`;
  const before = performance.now();
  maskArgv([word, `${'-x='.repeat(20_000)}`]);
  expect(performance.now() - before).toBeLessThan(1000);
});
