/** Network, time and how the broker is reached from the Pi itself. */
import { parseTcpAddress } from '#electron/probes/core/parse-tcp-address.ts';
import type { Piece } from './evidence.ts';
import type { BrokerReach, NetworkEvidence } from './evidence-system.ts';
import { had, linesOf, notHad, numberOf, pieceOf, twiceOf, type Reading } from './piece-of.ts';

export type ReachAsked = { readonly host: string; readonly port: number; readonly pid: number | null; readonly isOwnNamespace: boolean };
/** What the engine measured of the Pi's clock; null: not known. */
export type ClockKnown = { readonly skewMs: number; readonly uncertaintyMs: number } | null;

export function readNetwork(reading: Reading, clock: ClockKnown, asked: readonly ReachAsked[]): NetworkEvidence {
  const of = <T>(name: string, read: (text: string) => T | null, options = {}): Piece<T> => pieceOf(reading, `network.${name}`, read, options);
  return {
    interfaces: twiceOf(reading, 'network.interfaces', readInterfaces),
    wireless: of('wireless', (text) => linesOf(text).slice(2).flatMap((line) => { const found = /^\s*([^:\s]+):\s+\S+\s+([-\d.]+)\s+([-\d.]+)/.exec(line); return found === null ? [] : [{ name: found[1] ?? '', linkQuality: Number(found[2]), levelDbm: Number(found[3]) }]; })),
    wirelessPowerSave: readPowerSave(reading),
    defaultRoute: of('defaultRoute', (text) => ({ device: text.trim() })),
    resolv: of('resolv', (text) => ({ nameservers: wordsAfter(text, 'nameserver'), search: [...wordsAfter(text, 'search'), ...wordsAfter(text, 'domain')] })),
    timedatectl: of('timedatectl', readTimedatectl, { missing: 'command', mustSay: true }),
    timeServices: of('timeServices', (text) => linesOf(text)),
    clock: clock === null ? notHad('network.clock', reading.at, 'CLOCK_REALTIME', 'failed', 'not measured', 'connection') : had('network.clock', reading.at, 'CLOCK_REALTIME', { ...clock, wallMs: reading.at + clock.skewMs }, `${clock.skewMs.toFixed(0)} ms ± ${clock.uncertaintyMs.toFixed(0)} ms`),
    localtime: of('localtime', (text) => text.replace(/^.*zoneinfo\//, ''), { mustSay: true }),
    brokerReach: readReach(reading, asked),
    listeners: of('listeners', (text) => linesOf(text).flatMap((line) => { const [local = '', uid] = line.split(' '); const end = parseTcpAddress(local); return end === null ? [] : [{ address: end.host, port: end.port, uid: Number(uid) }]; })),
  };
}

function wordsAfter(text: string, key: string): string[] {
  return linesOf(text).flatMap((line) => (line.startsWith(`${key} `) || line.startsWith(`${key}\t`) ? line.slice(key.length).trim().split(/\s+/) : []));
}

/** /proc/net/dev after the name: eight figures received (bytes packets errs drop …), eight sent. */
function readInterfaces(text: string) {
  return linesOf(text).flatMap((line) => {
    const found = /^([^:]+):\s*([\d\s]+) carrier (\S+) state (\S+)( wireless)?$/.exec(line.trim());
    if (found === null) return [];
    const figure = (found[2] ?? '').trim().split(/\s+/).map(Number);
    return [{
      name: found[1] ?? '', isUp: found[4] === 'up' || found[4] === 'unknown', isWireless: found[5] !== undefined, carrierChanges: numberOf(found[3]),
      rxBytes: figure[0] ?? 0, rxErrors: figure[2] ?? 0, rxDropped: figure[3] ?? 0, txBytes: figure[8] ?? 0, txErrors: figure[10] ?? 0, txDropped: figure[11] ?? 0,
    }];
  });
}

function readPowerSave(reading: Reading): NetworkEvidence['wirelessPowerSave'] {
  const asked = [0, 1, 2].map((n) => pieceOf(reading, `network.powerSave.${n}`, (text) => {
    const found = /Power save:\s*(on|off)/i.exec(text);
    return found === null ? null : (found[1] ?? '').toLowerCase() === 'on';
  }, { as: 'network.wirelessPowerSave' })).filter((piece, n) => n === 0 || piece.state === 'had');
  const first = asked[0];
  if (first === undefined || first.state !== 'had') return first ?? notHad('network.wirelessPowerSave', reading.at, 'iw', 'failed', '', 'command');
  return { ...first, value: asked.flatMap((piece) => (piece.state === 'had' ? [{ name: /dev (\S+)/.exec(piece.source)?.[1] ?? '', isOn: piece.value }] : [])) };
}

function readTimedatectl(text: string): { isSynchronized: boolean | null; isNtpOn: boolean | null; timezone: string | null } | null {
  const said = new Map(linesOf(text).map((line): [string, string] => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]));
  const flag = (name: string): boolean | null => { const value = said.get(name); return value === 'yes' ? true : value === 'no' ? false : null; };
  return said.has('NTPSynchronized') || said.has('Timezone') ? { isSynchronized: flag('NTPSynchronized'), isNtpOn: flag('NTP'), timezone: said.get('Timezone') ?? null } : null;
}

function readReach(reading: Reading, asked: readonly ReachAsked[]): Piece<readonly BrokerReach[]> {
  if (asked.length === 0) return notHad('network.brokerReach', reading.at, 'connect', 'missing', 'no broker is known', 'broker');
  const pieces = asked.map((one, n) => ({ one, piece: pieceOf(reading, `network.reach.${n}`, (text) => readOne(text, one), { as: 'network.brokerReach' }) }));
  const known = pieces.flatMap(({ piece }) => (piece.state === 'had' ? [piece.value] : []));
  const first = pieces[0]?.piece;
  if (known.length === 0 && first !== undefined && first.state !== 'had') return first;
  return had('network.brokerReach', reading.at, 'connect', known, pieces.map(({ piece }) => (piece.state === 'had' ? `${piece.source}\n${piece.raw}` : '')).join('\n'));
}

function readOne(text: string, { host, port, pid, isOwnNamespace }: ReachAsked): BrokerReach | null {
  const line = (key: string): string | undefined => linesOf(text).find((one) => one.startsWith(`${key} `))?.slice(key.length + 1);
  const [dns, tcp, ping] = [line('dns'), line('tcp'), line('ping')];
  if (dns === undefined) return null;
  const [took, said = ''] = (ping ?? '').split('\t');
  return {
    host, port, pid, isOwnNamespace,
    dns: dns.startsWith('failed') ? { failed: dns.slice(7) } : { ms: Number(dns.split(' ')[0]), addresses: dns.split(' ').slice(1) },
    tcp: tcp === undefined ? null : tcp.startsWith('failed') ? { failed: tcp.slice(7) } : { ms: Number(tcp) },
    ping: ping === undefined ? null : { ms: (took ?? '').split(' ').filter((word) => word !== '').map(Number), said },
  };
}
