/**
 * Addresses of the Pis and the network namespaces of those that have their own. Nothing leaves the machine:
 * loopback, or the benchmark range 198.18/15 on veth pairs that vanish with their namespaces.
 */
import type { PiSpec } from './lab-spec.ts';
import { runCommand, tryCommand } from './run-command.ts';

export type PiAddress = {
  readonly address: string;
  /** Name under /run/netns, null for the machine's own network. */
  readonly namespace: string | null;
};

const ip = (...args: string[]) => runCommand('ip', args);
export const namespaceOf = (slot: number, name: string): string => `fleetbeat-${slot}-${name}`;
const hiddenRange = (slot: number): string => `198.19.${slot}.0/24`;

/** `number` counts from 1. A /30 for each Pi with a network of its own. */
export async function giveAddress(slot: number, number: number, spec: PiSpec): Promise<PiAddress> {
  if (spec.network.kind === 'loopback') return { address: `127.77.${slot}.${number}`, namespace: null };
  const namespace = namespaceOf(slot, spec.name);
  const isHidden = spec.network.kind === 'behind';
  const net = `${isHidden ? '198.19' : '198.18'}.${slot}`;
  const near = `${net}.${number * 4 + 1}`;
  const far = `${net}.${number * 4 + 2}`;
  const nearLink = `fb${slot}n${number}`;
  const farLink = `fb${slot}f${number}`;
  await ip('netns', 'add', namespace);
  await ip('-n', namespace, 'link', 'set', 'lo', 'up');
  await ip('link', 'add', nearLink, 'type', 'veth', 'peer', 'name', farLink, 'netns', namespace);
  await ip('-n', namespace, 'addr', 'add', `${far}/30`, 'dev', farLink);
  await ip('-n', namespace, 'link', 'set', farLink, 'up');
  const nearSide: string[] = [];
  if (spec.network.kind === 'behind') {
    const jump = namespaceOf(slot, spec.network.jump);
    await ip('link', 'set', nearLink, 'netns', jump);
    nearSide.push('-n', jump);
    // Without this the machine would send the packets to its real router and the test would prove nothing.
    await ip('route', 'replace', 'unreachable', hiddenRange(slot));
  }
  await ip(...nearSide, 'addr', 'add', `${near}/30`, 'dev', nearLink);
  await ip(...nearSide, 'link', 'set', nearLink, 'up');
  return { address: far, namespace };
}

export async function takeAddresses(slot: number, names: readonly string[]): Promise<void> {
  for (const name of names) await tryCommand('ip', ['netns', 'del', namespaceOf(slot, name)]);
  await tryCommand('ip', ['route', 'del', 'unreachable', hiddenRange(slot)]);
}
