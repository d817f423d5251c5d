/** The wire form of the simulated Redis: whole, cut anywhere, and broken. */
import { describe, expect, test } from 'vitest';
import { createCommandReader, encodeReply, fromBytes, toBytes } from '#electron/demo/redis/resp.ts';

function readAll(chunks: readonly string[]) {
  const commands: (readonly string[])[] = [];
  const broken: string[] = [];
  const reader = createCommandReader((args) => void commands.push(args), (words) => void broken.push(words));
  for (const chunk of chunks) reader.push(chunk);
  return { commands, broken };
}

describe('commands', () => {
  const wire = '*2\r\n$3\r\nGET\r\n$5\r\na\r\n\x00b\r\n*1\r\n$4\r\nPING\r\nCLIENT LIST\r\n';
  const expected = [['GET', 'a\r\n\x00b'], ['PING'], ['CLIENT', 'LIST']];

  test('are read whatever the cuts', () => {
    expect(readAll([wire])).toEqual({ commands: expected, broken: [] });
    expect(readAll(wire.split(''))).toEqual({ commands: expected, broken: [] });
    for (let cut = 1; cut < wire.length; cut += 1) expect(readAll([wire.slice(0, cut), wire.slice(cut)])).toEqual({ commands: expected, broken: [] });
  });

  test.each([
    ['*x\r\n', 'ERR Protocol error: invalid multibulk length'],
    ['*99999999\r\n', 'ERR Protocol error: invalid multibulk length'],
    ['*1\r\n:3\r\n', "ERR Protocol error: expected '$', got ':'"],
    ['*1\r\n\x07', "ERR Protocol error: expected '$', got '?'"],
    ['*1\r\n$-4\r\n', 'ERR Protocol error: invalid bulk length'],
    ['*1\r\n$99999999999\r\n', 'ERR Protocol error: invalid bulk length'],
    [`*${'1'.repeat(80)}`, 'ERR Protocol error: too big mbulk count string'],
    ['x'.repeat(70_000), 'ERR Protocol error: too big inline request'],
  ])('DM7 broken %j ends it with Redis’s words, once', (wireText, words) => {
    expect(readAll([wireText, '*1\r\n$4\r\nPING\r\n'])).toEqual({ commands: [], broken: [words] });
  });
});

test('replies in RESP2', () => {
  expect(encodeReply(['a', 1, null, { status: 'OK' }, { error: 'ERR no' }, [], { noList: true }])).toBe('*7\r\n$1\r\na\r\n:1\r\n$-1\r\n+OK\r\n-ERR no\r\n*0\r\n*-1\r\n');
});

test('text survives as bytes', () => {
  expect(fromBytes(toBytes('température 🌡'))).toBe('température 🌡');
  expect(encodeReply(toBytes('é'))).toBe('$2\r\n\xc3\xa9\r\n');
});
