/** The frame splitter: however bytes arrive, whatever they are. Spec: SA4, SA8. */
import { describe, expect, test } from 'vitest';
import { createFrameSplitter } from '#electron/probes/core/split-frames.ts';
import type { SamplerMessage } from '#electron/probes/core/split-frames.ts';

const marker = 'c0ffee';
const greeting = `fleetbeat-sampler 1 ${marker} python 42 pidfd py=3.11.2 uid=1000\n`;
const frame = '@ 7 90211.53\n=load\n|0.12 0.20 0.18 1/143 2201\n=p 812\n|812 (celery) S 1\n|wchan pipe_write\n=root 179:2\n.\n';
const whole: SamplerMessage[] = [
  { kind: 'greeting', variant: 'python', pid: 42, extras: ['pidfd', 'py=3.11.2', 'uid=1000'], wasNoisy: false },
  {
    kind: 'frame',
    frame: {
      id: 7, uptimeS: 90_211.53,
      pieces: [
        { name: 'load', argument: '', lines: ['0.12 0.20 0.18 1/143 2201'] },
        { name: 'p', argument: '812', lines: ['812 (celery) S 1', 'wchan pipe_write'] },
        { name: 'root', argument: '179:2', lines: [] },
      ],
    },
  },
  { kind: 'died', pid: 840, startTicks: 50_301 },
];

function feedAll(text: string, step: number): SamplerMessage[] {
  const splitter = createFrameSplitter(marker);
  const messages: SamplerMessage[] = [];
  for (let at = 0; at < text.length; at += step) messages.push(...splitter.feed(text.slice(at, at + step)));
  return messages;
}

test.each([1, 2, 3, 7, 64, 100_000])('SA4 the same messages in pieces of %i bytes', (step) => {
  expect(feedAll(`${greeting}${frame}! died 840 50301\n`, step)).toEqual(whole);
});

describe('before the greeting', () => {
  test('noise is dropped and noticed, frames in it are not believed', () => {
    expect(feedAll(`Welcome!\n${frame}! died 1 1\nfleetbeat-sampler 1 00 python 1\n${greeting}`, 9)).toEqual([{ ...whole[0], wasNoisy: true }]);
  });
  test('noise without a line end right before it', () => expect(feedAll(`motd ${greeting}`, 100)).toEqual([{ ...whole[0], wasNoisy: true }]));
  test('empty lines are no noise', () => expect(feedAll(`\n\r\n${greeting}`, 100)).toEqual([whole[0]]));
  test('endless noise does not pile up', () => expect(feedAll('x'.repeat(300_000) + `\n${greeting}`, 1000)[0]).toMatchObject({ kind: 'greeting' }));
});

describe('SA8 broken and oversized', () => {
  const after = (text: string): SamplerMessage[] => feedAll(greeting + text, 4096).slice(1);
  test('a frame cut by another begins anew', () => expect(after(`@ 1 1.0\n=a\n|x\n${frame}`)).toEqual([whole[1]]));
  test('lines outside a frame are ignored', () => expect(after(`|x\n=y\n.\nhello\n${frame}`)).toEqual([whole[1]]));
  test('a line of 70 kB is dropped with its frame, the next frame counts', () => {
    expect(after(`@ 1 1.0\n=a\n|${'x'.repeat(150_000)}\n.\n${frame}`)).toEqual([{ kind: 'dropped' }, whole[1]]);
  });
  test('a frame over 1 MiB is dropped once', () => {
    expect(after(`@ 1 1.0\n=a\n${`|${'x'.repeat(60_000)}\n`.repeat(20)}.\n${frame}`)).toEqual([{ kind: 'dropped' }, whole[1]]);
  });
  test.each(['@', '@ x 1', '@ 1e99 1', '! died', '! died -1 5', '! died 1 2 3', '! died 99999999999 1'])('%j means nothing', (line) => expect(after(`${line}\n${frame}`)).toEqual([whole[1]]));
  test('no uptime is null', () => expect(after('@ 3\n.\n@ 4 NaN\n.\n')).toEqual([{ kind: 'frame', frame: { id: 3, uptimeS: null, pieces: [] } }, { kind: 'frame', frame: { id: 4, uptimeS: null, pieces: [] } }]));
});
