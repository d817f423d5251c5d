/** Opens the hops of a route one through the other. When one fails, those before it are closed again. */
import { chainSessions } from './chain-sessions.ts';
import type { HandshakeGate } from './handshake-gate.ts';
import type { AskedFor, HostKeyDesk, KeyMemory } from './host-key-desk.ts';
import type { SecretDesk } from './login-prompts.ts';
import type { RouteHop } from './route-finder.ts';
import type { RemoteSession } from '#electron/ports/remote-shell.ts';
import type { HopStage, SshDialer } from '#electron/ports/ssh-dialer.ts';
import type { AppError } from '#shared/errors.ts';
import { err, ok, type Result } from '#shared/result.ts';

export type DialNeeds = { readonly dialer: SshDialer; readonly hostKeys: HostKeyDesk; readonly secrets: SecretDesk; readonly gate: HandshakeGate };
export type DialFor = { readonly memory: KeyMemory; readonly asked: AskedFor; readonly signal: AbortSignal; onStage(hop: RouteHop, stage: HopStage, detail: string): void };

const forwardLimitMs = 15_000;

export async function dialRoute(route: readonly RouteHop[], needs: DialNeeds, what: DialFor): Promise<Result<RemoteSession, AppError>> {
  const sessions: RemoteSession[] = [];
  const giveUp = async (error: AppError): Promise<Result<RemoteSession, AppError>> => {
    for (const session of sessions.toReversed()) await session.dispose();
    return err(error);
  };
  for (const [index, hop] of route.entries()) {
    const opened = await dialHop(hop, sessions.at(-1) ?? null, index === route.length - 1, needs, what);
    if (!opened.ok) return await giveUp(opened.error);
    sessions.push(opened.value);
  }
  const [first, ...rest] = sessions;
  if (first === undefined) return err({ code: 'invalid-input', where: 'address', problem: 'no hop' });
  return ok(chainSessions([first, ...rest]));
}

async function dialHop(hop: RouteHop, through: RemoteSession | null, isHostItself: boolean, needs: DialNeeds, what: DialFor): Promise<Result<RemoteSession, AppError>> {
  const types = await needs.hostKeys.knownTypes(hop);
  if (!types.ok) return types;
  const prompts = needs.secrets.forHop(hop.hop, what.asked, isHostItself);
  const opened = await needs.dialer.dial(hop.hop, {
    signal: what.signal,
    openStream: through === null ? null : async (signal) => asReachability(await through.forward({ host: hop.hop.address, port: hop.hop.port }, { signal, deadlineMs: forwardLimitMs }), hop.hop.at),
    knownKeyTypes: types.value,
    checkHostKey: (offered, signal) => needs.hostKeys.check(hop, offered, what.memory, what.asked, signal),
    prompts,
    admit: needs.gate.admit,
    onStage: (stage, detail) => what.onStage(hop, stage, detail),
  });
  if (opened.ok) await prompts.keep();
  return opened;
}

/** The jump host tells only that it could not connect; a silent one is a timeout of the hop behind it. */
function asReachability<T>(opened: Result<T, AppError>, at: string): Result<T, AppError> {
  if (opened.ok || opened.error.code !== 'deadline-passed') return opened;
  return err({ code: 'host-unreachable', at, because: 'timeout' });
}
