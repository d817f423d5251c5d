/** The way to one broker: a stream through a host that uses it, and its password from the vault or a person. */
import type { Asker } from '#electron/ports/asker.ts';
import type { OpenStream } from '#electron/ports/message-broker.ts';
import type { SecretVault } from '#electron/ports/secret-vault.ts';
import type { BrokerId } from '#shared/domain/ids.ts';
import { err } from '#shared/result.ts';
import type { WantedBroker } from './core/choose-brokers.ts';
import { usersOf, waysOf, type DeskState } from './desk-state.ts';

const forwardDeadlineMs = 8_000;

export function openThrough(state: DeskState, id: BrokerId): OpenStream {
  return async (signal) => {
    // a session that lives beats one that is on its way back
    const through = waysOf(state, id).map((entry) => entry.session).find((session) => session !== null);
    const address = state.brokers.get(id)?.wanted.address;
    if (through === undefined || through === null || address === undefined) return err({ code: 'broker-unreachable', broker: address?.label ?? '', because: 'closed' });
    const target = address.socketPath === null ? { host: address.host === '0.0.0.0' ? '127.0.0.1' : address.host, port: address.port } : { socketPath: address.socketPath };
    return through.forward(target, { signal, deadlineMs: forwardDeadlineMs });
  };
}

export type PasswordNeeds = { readonly asker: Asker; readonly vault: SecretVault };

export function askBrokerPassword(needs: PasswordNeeds, state: DeskState, wanted: WantedBroker) {
  return async (wasWrong: boolean, signal: AbortSignal): Promise<string | null> => {
    const secret = `broker:${wanted.id}:password`;
    if (!wasWrong) {
      const kept = await needs.vault.get(secret);
      if (kept.ok && kept.value !== null) return kept.value;
    }
    const [host] = usersOf(state, wanted.id);
    const hostName = host === undefined ? '' : (state.hosts.get(host)?.config.name ?? '');
    const { label, user } = wanted.address;
    const answer = await needs.asker.ask({ kind: 'broker-password', host: host ?? null, hostName, at: label, broker: wanted.id, label, user, wasWrong }, signal);
    if (answer.kind !== 'secret') return null;
    if (answer.remember) await needs.vault.set(secret, answer.value);
    return answer.value;
  };
}
