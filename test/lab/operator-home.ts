/**
 * A scratch home of an operator who knows hosts: key, known_hosts and a fleet file, nothing of the person who runs the tests.
 */
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stringify } from 'yaml';
import type { Lab } from './start-lab.ts';

export type FleetEntry = { readonly name: string; readonly address: string; readonly port?: number; readonly user: string; readonly login: 'password' | { readonly key: string }; readonly jump?: readonly string[] };
export type OperatorHome = { readonly directory: string; readonly fleetPath: string; readonly env: Readonly<Record<string, string>>; dispose(): void };

/** `identityPath` becomes the operator's own ~/.ssh/id_ed25519: jump hosts are logged into with it. */
export function createOperatorHome(fleet: readonly FleetEntry[], knownHosts: string, identityPath?: string): OperatorHome {
  const directory = mkdtempSync(join(tmpdir(), 'fleetbeat-operator-'));
  const own = join(directory, 'fleetbeat');
  mkdirSync(own, { mode: 0o700 });
  mkdirSync(join(directory, '.ssh'), { mode: 0o700 });
  writeFileSync(join(own, 'known_hosts'), knownHosts, { mode: 0o600 });
  if (identityPath !== undefined) copyFileSync(identityPath, join(directory, '.ssh', 'id_ed25519'));
  const fleetPath = join(directory, 'fleet.yaml');
  writeFileSync(fleetPath, stringify({ version: 1, hosts: fleet }));
  const clean = Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^(XDG_|SSH_|FLEETBEAT_|LC_|LANG)/.test(name)));
  return {
    directory,
    fleetPath,
    env: { ...(clean as Record<string, string>), HOME: directory, FLEETBEAT_HOME: own, LANG: 'C.UTF-8' },
    dispose: () => rmSync(directory, { recursive: true, force: true }),
  };
}

/** `reachAt` puts something between, such as a flaky proxy, for some of the Pis. */
export function homeForLab(lab: Lab, reachAt: Readonly<Record<string, { readonly host: string; readonly port: number }>> = {}): OperatorHome {
  const through = Object.entries(reachAt).flatMap(([name, { host, port }]) => lab.pi(name).hostKeys.map((key) => `[${host}]:${port} ${key}`));
  const fleet = lab.pis.map((pi) => {
    const other = reachAt[pi.name];
    return {
      name: pi.name,
      address: other?.host ?? pi.address,
      ...(other ? { port: other.port } : {}),
      user: 'pi',
      login: { key: lab.sshKeyPath },
      ...(pi.jump.length > 0 ? { jump: pi.jump.map((name) => `pi@${lab.pi(name).address}:22`) } : {}),
    };
  });
  return createOperatorHome(fleet, `${[...lab.pis.flatMap((pi) => pi.knownHostsLines), ...through].join('\n')}\n`, lab.sshKeyPath);
}
