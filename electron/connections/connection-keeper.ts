/**
 * The ConnectionKeeper port: one kept connection per host, connection tests, and the aliases of ~/.ssh/config. What
 * hosts share is only the place in the queue for handshakes, the questions to a person, and the answers.
 */
import { testConnection } from './connection-test.ts';
import { createHandshakeGate } from './handshake-gate.ts';
import { createHostKeyDesk } from './host-key-desk.ts';
import { createKeptHost, type KeptHost, type KeptHostNeeds } from './kept-host.ts';
import { createSecretDesk } from './login-prompts.ts';
import { createRouteFinder, type LocalUser } from './route-finder.ts';
import { createSharedAsks } from './shared-asks.ts';
import { watchForSleep } from './sleep-watch.ts';
import type { Asker } from '#electron/ports/asker.ts';
import type { Clock } from '#electron/ports/clock.ts';
import type { ConnectionKeeper } from '#electron/ports/host-connection.ts';
import type { KnownHostsFiles } from '#electron/ports/known-hosts.ts';
import type { Log } from '#electron/ports/log.ts';
import type { Random } from '#electron/ports/random.ts';
import type { SecretVault } from '#electron/ports/secret-vault.ts';
import type { SshClientConfig } from '#electron/ports/ssh-client-config.ts';
import type { SshDialer } from '#electron/ports/ssh-dialer.ts';
import type { Timers } from '#electron/ports/timers.ts';
import type { HostConfig } from '#shared/domain/host-config.ts';
import { ok } from '#shared/result.ts';

export type ConnectionKeeperNeeds = {
  readonly clock: Clock;
  readonly timers: Timers;
  readonly random: Random;
  readonly log: Log;
  readonly asker: Asker;
  readonly vault: SecretVault;
  readonly dialer: SshDialer;
  readonly sshConfig: SshClientConfig;
  readonly knownHosts: KnownHostsFiles;
  readonly local: LocalUser;
};

const handshakesAtOnce = 16;

export function createConnectionKeeper(needs: ConnectionKeeperNeeds): ConnectionKeeper & AsyncDisposable {
  const kept = new Map<KeptHost, HostConfig>();
  const asks = createSharedAsks();
  const shared: KeptHostNeeds = {
    ...needs,
    routes: createRouteFinder(needs),
    hostKeys: createHostKeyDesk({ files: needs.knownHosts, asker: needs.asker, asks, log: needs.log }),
    secrets: createSecretDesk({ asker: needs.asker, vault: needs.vault, asks, log: needs.log }),
    gate: createHandshakeGate(handshakesAtOnce),
  };
  const sleep = watchForSleep(needs, () => { for (const host of kept.keys()) host.wake(); });
  return {
    keep(config) {
      const host = createKeptHost(config, shared);
      kept.set(host, config);
      return { ...host, async dispose() { kept.delete(host); await host.dispose(); } };
    },
    test: (draft, id, signal) => testConnection(draft, id, shared, signal),
    async aliases() {
      const names = await needs.sshConfig.aliases();
      if (!names.ok) return names;
      const known = new Set([...kept.values()].flatMap((config) => [config.sshAlias, config.address]));
      const found: { alias: string; address: string; user: string | null; port: number | null; jump: string[]; isKnown: boolean }[] = [];
      for (const alias of names.value) {
        const resolved = await needs.sshConfig.resolve(alias, { user: null, port: null });
        if (!resolved.ok) return resolved;
        const { address, user, port, jump } = resolved.value;
        found.push({ alias, address, user, port, jump: [...jump], isKnown: known.has(alias) || known.has(address) });
      }
      return ok(found);
    },
    async [Symbol.asyncDispose]() {
      sleep[Symbol.dispose]();
      await Promise.all([...kept.keys()].map((host) => host.dispose()));
      kept.clear();
    },
  };
}
