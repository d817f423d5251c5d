/**
 * Reads /proc/net/dev without its headers: bytes in and out over the host's own interfaces. Bridges, containers'
 * ends and tunnels are left out, because their traffic passes a real interface too and would count twice.
 */
import { sum } from './parse-disk-counters.ts';
import type { ByteCounters } from './parse-disk-counters.ts';

const virtual = /^(lo|veth|docker|br-|virbr|tun|tap|wg|ifb|dummy|sit|ip6tnl|bond_slave)/;

export function parseNetCounters(lines: readonly string[]): ByteCounters | null {
  const rows = lines.flatMap((line) => {
    const colon = line.lastIndexOf(':');
    const name = line.slice(0, Math.max(0, colon)).trim();
    const f = line.slice(colon + 1).trim().split(/\s+/, 9).map(Number);
    const received = f[0] ?? Number.NaN;
    const sent = f[8] ?? Number.NaN;
    return name !== '' && !virtual.test(name) && Number.isSafeInteger(received) && Number.isSafeInteger(sent) && received >= 0 && sent >= 0
      ? [{ received, sent }]
      : [];
  });
  return rows.length === 0 ? null : sum(rows);
}
