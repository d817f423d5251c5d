/** The small parsers against captured text and against nonsense. */
import { describe, expect, test } from 'vitest';
import { decodeForeign } from '#electron/probes/core/decode-foreign.ts';
import { parseCgroup } from '#electron/probes/core/parse-cgroup.ts';
import { parseDiskCounters } from '#electron/probes/core/parse-disk-counters.ts';
import { parseLoadavg } from '#electron/probes/core/parse-loadavg.ts';
import { parseMeminfo } from '#electron/probes/core/parse-meminfo.ts';
import { parseNetCounters } from '#electron/probes/core/parse-net-counters.ts';
import { parsePidStat } from '#electron/probes/core/parse-pid-stat.ts';
import { parsePressure } from '#electron/probes/core/parse-pressure.ts';
import { cpuShare, parseProcStat } from '#electron/probes/core/parse-proc-stat.ts';
import { parseTcpAddress } from '#electron/probes/core/parse-tcp-address.ts';
import { parseTemperature } from '#electron/probes/core/parse-temperature.ts';
import { parseThrottled } from '#electron/probes/core/parse-throttled.ts';
import { readFixture } from './read-fixture.ts';

test('loadavg', () => {
  const [line = ''] = readFixture('loadavg.txt');
  const [a, b, c] = line.split(' ').map(Number);
  expect(parseLoadavg(line)).toEqual({ load1: a, load5: b, load15: c });
  expect(parseLoadavg('nan -1 0x3')).toEqual({ load1: null, load5: null, load15: null });
  expect(parseLoadavg(undefined).load1).toBeNull();
});

test('meminfo: bytes; swap used; no MemAvailable is null, never MemFree', () => {
  const memory = parseMeminfo(readFixture('meminfo.txt'));
  expect(memory).toMatchObject({ memTotal: 24_684_084 * 1024, swapTotal: 0, swapUsed: 0 });
  expect(memory.memAvailable).toBeGreaterThan(1e9);
  expect(parseMeminfo(['MemTotal: 1000 kB', 'MemFree: 900 kB', 'SwapTotal:  100 kB', 'SwapFree: 40 kB'])).toEqual({ memTotal: 1_024_000, memAvailable: null, swapTotal: 102_400, swapUsed: 61_440 });
});

test('cpu line: share of two readings, clamped, none when a counter steps back', () => {
  const before = parseProcStat('cpu  100 0 100 700 100 0 0 0 50 0');
  const after = parseProcStat('cpu  150 0 150 750 150 0 0 0 90 0');
  expect(cpuShare(before, after)).toEqual({ cpu: 50, ioWait: 25 });
  expect(cpuShare(after, before)).toEqual({ cpu: null, ioWait: null });
  expect(cpuShare(null, after).cpu).toBeNull();
  expect(cpuShare(parseProcStat('cpu  0 0 0 100 50'), parseProcStat('cpu  60 0 0 100 40'))).toEqual({ cpu: 100, ioWait: 0 });
  expect(parseProcStat(readFixture('stat.txt')[0])?.total).toBeGreaterThan(1000);
  expect(parseProcStat('cpu0 1 2 3 4')).toBeNull();
  expect(parseProcStat('cpu  1 x 3 4')).toBeNull();
});

test('pressure', () => {
  expect(parsePressure(['some avg10=12.50 avg60=3.00 avg300=1.00 total=5', 'full avg10=0.25 avg60=0.00 avg300=0.00 total=1'])).toEqual({ some: 12.5, full: 0.25 });
  expect(parsePressure(readFixture('pressure-memory.txt'))).toEqual({ some: 0, full: 0 });
  expect(parsePressure(['some avg10=lots'])).toEqual({ some: null, full: null });
});

test('throttled: 1 is the frequency cap, 2 the throttling', () => {
  const [none, both, past] = readFixture('throttled.txt');
  expect(Object.values(parseThrottled(none) ?? {})).toEqual(Array.from({ length: 8 }, () => false));
  expect(parseThrottled(both)).toEqual({
    underVoltageNow: true, frequencyCappedNow: false, throttledNow: true, softTempLimitNow: false,
    underVoltageSinceBoot: true, frequencyCappedSinceBoot: false, throttledSinceBoot: true, softTempLimitSinceBoot: false,
  });
  expect(parseThrottled(past)).toMatchObject({ softTempLimitNow: true, underVoltageNow: false, underVoltageSinceBoot: false, frequencyCappedSinceBoot: true, softTempLimitSinceBoot: true });
  for (const text of [undefined, '', 'throttled=50005', 'VCHI initialization failed', 'throttled=0x123456789']) expect(parseThrottled(text)).toBeNull();
});

test('temperature: the processor, in degrees, only when plausible', () => {
  expect(parseTemperature(readFixture('thermal.txt'))).toBe(48.312);
  expect(parseTemperature(['acpitz 20000', 'x86_pkg_temp 51000'])).toBe(51);
  expect(parseTemperature(['battery 30000'])).toBe(30);
  expect(parseTemperature(['cpu-thermal -274000', 'cpu-thermal x', ''])).toBeNull();
});

describe('pid stat', () => {
  test('a name with brackets, blanks and a line feed', () => {
    const [line] = readFixture('pid-stat.txt');
    expect(parsePidStat(line)).toMatchObject({ name: 'a) R 9 9\u0001(b', state: 'running', threads: 1 });
  });
  test('whole, and cut after field 24', () => {
    const cut = '812 (celery) S 1 812 812 0 -1 4194304 15001 0 3 0 412 88 5 6 20 0 3 0 50210 221184000 12877';
    const stat = { pid: 812, name: 'celery', state: 'sleeping', parentPid: 1, cpuTicks: 500, childTicks: 11, threads: 3, startTicks: 50210, virtual: 221184000, rssPages: 12877 };
    expect(parsePidStat(cut)).toEqual(stat);
    expect(parsePidStat(`${cut} 18446744073709551615 1 2 3`)).toEqual(stat);
  });
  test.each([['R', 'running'], ['D', 'disk-wait'], ['T', 'stopped'], ['t', 'traced'], ['Z', 'zombie'], ['X', 'dead'], ['I', 'sleeping'], ['?', 'unknown'], ['__proto__', 'unknown']])('state %s is %s', (letter, state) => {
    expect(parsePidStat(`1 (x) ${letter} 0 1 1 0 -1 0 0 0 0 0 0 0 0 0 20 0 1 0 5 0 0`)?.state).toBe(state);
  });
  test.each([[undefined], [''], ['x'], ['1 (a'], ['0 (a) S 1'], ['1 (a) S 1 2 3'], ['-1 (x) S 0 1 1 0 -1 0 0 0 0 0 0 0 0 0 20 0 1 0 5 0 0']])('%j is nothing', (line) => {
    expect(parsePidStat(line)).toBeNull();
  });
});

test('cgroup: unit, user unit, container, login, undecidable', () => {
  for (const line of readFixture('cgroup.txt')) {
    const [kind, unit, container, ...rest] = line.split(' ');
    const word = (text: string | undefined): string | null => (text === '-' ? null : (text ?? null));
    expect(parseCgroup(rest.join(' ').split('|')), line).toEqual({ kind, unit: word(unit), container: word(container) });
  }
});

test('disk counters: the root device, else the whole disks', () => {
  const lines = readFixture('diskstats.txt');
  expect(parseDiskCounters(lines, '254:0')).toEqual(parseDiskCounters(lines, '0:25'));
  const rows = ['179 0 mmcblk0 10 0 100 0 5 0 50 0 0 0 0', '179 2 mmcblk0p2 9 0 80 0 5 0 40 0 0 0 0', '8 0 sda 1 0 10 0 1 0 10 0 0 0 0'];
  expect(parseDiskCounters(rows, '179:2')).toEqual({ received: 80 * 512, sent: 40 * 512 });
  expect(parseDiskCounters(rows, null)).toEqual({ received: 110 * 512, sent: 60 * 512 });
  expect(parseDiskCounters(['x'], null)).toBeNull();
});

test('network counters: real interfaces only, glued figures read', () => {
  expect(parseNetCounters(['eth0:1000 1 0 0 0 0 0 0 200 2 0 0 0 0 0 0', 'veth12: 7 1 0 0 0 0 0 0 7 2 0', 'wlan0:   5 1 0 0 0 0 0 0 6 2 0', 'docker0: 9 0 0 0 0 0 0 0 9'])).toEqual({ received: 1005, sent: 206 });
  expect(parseNetCounters(readFixture('net-dev.txt'))?.received).toBeGreaterThan(0);
  expect(parseNetCounters(['veth0: 1 2'])).toBeNull();
});

test('addresses of /proc/net/tcp', () => {
  expect(parseTcpAddress('0100007F:18EB')).toEqual({ host: '127.0.0.1', port: 6379 });
  expect(parseTcpAddress('0000000000000000FFFF00000100007F:18EB')).toEqual({ host: '127.0.0.1', port: 6379 });
  expect(parseTcpAddress('00000000000000000000000001000000:18EB')).toEqual({ host: '::1', port: 6379 });
  expect(parseTcpAddress('B80D0120000000000000000001000000:0050')).toEqual({ host: '2001:db8::1', port: 80 });
  expect(parseTcpAddress('000080FE00000000FF00FE0201020304:0050')?.host).toMatch(/^fe80::/);
  expect(parseTcpAddress('nonsense')).toBeNull();
});

test('foreign bytes: UTF-8 where it is, a replacement where it is not, byte 1 is a line feed', () => {
  const latin = (text: string): string => Buffer.from(text, 'utf8').toString('latin1');
  for (const text of ['plain', 'café', '日本語', '🚀 x', '\u0000']) expect(decodeForeign(latin(text))).toBe(text);
  expect(decodeForeign('a\u0001b')).toBe('a\nb');
  for (const bad of ['\xff', '\xc0\x80', '\xe2\x82', '\xed\xa0\x80', '\xf4\x90\x80\x80', 'a\x80b']) expect(decodeForeign(bad)).toContain('\ufffd');
});
