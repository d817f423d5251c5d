/**
 * Keeps one host connected: runs the effects that the state table asks for and feeds back what happened. Knows
 * nothing of other hosts, so that a dead one can delay none. Disposing ends everything it started.
 */
import { firstState, stepConnection, type ConnectionEffect, type ConnectionEvent } from './core/connection-state.ts';
import { dialRoute, type DialNeeds } from './dial-route.ts';
import type { AskedFor, KeyMemory } from './host-key-desk.ts';
import { createListeners } from './listeners.ts';
import { createOwnedWork } from './owned-work.ts';
import type { RouteFinder } from './route-finder.ts';
import type { Clock } from '#electron/ports/clock.ts';
import type { HostConnection } from '#electron/ports/host-connection.ts';
import type { Log } from '#electron/ports/log.ts';
import type { Random } from '#electron/ports/random.ts';
import type { RemoteSession } from '#electron/ports/remote-shell.ts';
import type { Timers } from '#electron/ports/timers.ts';
import type { LinkState } from '#shared/domain/host.ts';
import type { HostConfig } from '#shared/domain/host-config.ts';
import type { AppError } from '#shared/errors.ts';
import { err, type Result } from '#shared/result.ts';

export type KeptHostNeeds = DialNeeds & { readonly clock: Clock; readonly timers: Timers; readonly random: Random; readonly log: Log; readonly routes: RouteFinder };
export type KeptHost = HostConnection & { /** The machine slept. */ wake(): void };

type WithoutAt<E> = E extends unknown ? Omit<E, 'at'> : never;

export function createKeptHost(config: HostConfig, needs: KeptHostNeeds): KeptHost {
  const states = createListeners<LinkState>(needs.log, 'link state listener');
  const sessions = createListeners<RemoteSession | null>(needs.log, 'session listener');
  const work = createOwnedWork(needs.log);
  const memory: KeyMemory = { once: new Set(), change: null };
  let state = firstState(needs.clock.now(), config.isOn);
  let session: RemoteSession | null = null;
  let timer: Disposable | null = null;
  let dialing: AbortController | null = null;
  let deciding: AbortController | null = null;

  const send = (event: WithoutAt<ConnectionEvent>): void => {
    const before = state.link;
    const step = stepConnection(state, { ...event, at: needs.clock.now() } as ConnectionEvent);
    state = step.next;
    if (state.link !== before) states.tell(state.link);
    for (const effect of step.effects) run(effect);
  };
  const setSession = (next: RemoteSession | null): void => {
    if (session === next) return;
    session = next;
    sessions.tell(next);
  };
  const run = (effect: ConnectionEffect): void => {
    switch (effect.kind) {
      case 'dial': dialing = new AbortController(); work.start(dial(effect.dial, dialing.signal), 'connection dial'); return;
      case 'cancel-dial': dialing?.abort(); return;
      case 'wait': timer?.[Symbol.dispose](); timer = needs.timers.after(effect.ms, () => send({ kind: 'timer' })); return;
      case 'stop-waiting': timer?.[Symbol.dispose](); timer = null; return;
      case 'withdraw-question': deciding?.abort(); return;
      case 'drop-session': { const old = session; setSession(null); if (old !== null) work.start(old.dispose(), 'connection drop'); return; }
      case 'ask-about-change': deciding = new AbortController(); work.start(decide(deciding.signal), 'host key decision'); return;
    }
  };
  const dial = async (number: number, signal: AbortSignal): Promise<void> => {
    const asked: AskedFor = { host: config.id, hostName: config.name, onAsked: (question) => send({ kind: 'asked', dial: number, question }), onAnswered: () => send({ kind: 'answered', dial: number }) };
    const opened = await attempt(config, needs, { memory, asked, signal, onStage: () => {} });
    if (!opened.ok) { if (state.dial === number) send({ kind: 'failed', dial: number, error: opened.error, chance: needs.random.next() }); return; }
    const isWanted = (): boolean => state.dial === number && !state.isDisposed && !signal.aborted;
    if (isWanted()) send({ kind: 'connected', dial: number, serverVersion: opened.value.serverVersion, route: opened.value.route });
    // A listener may have disposed of this host just now.
    if (!isWanted()) { await opened.value.dispose(); return; }
    setSession(opened.value);
    opened.value.onLost((error) => send({ kind: 'lost', dial: number, error, chance: needs.random.next() }));
  };
  const decide = async (signal: AbortSignal): Promise<void> => {
    if (memory.change === null) return;
    const asked: AskedFor = { host: config.id, hostName: config.name, onAsked: (question) => send({ kind: 'change-asked', question }), onAnswered: () => {} };
    const isTrusted = await needs.hostKeys.askAboutChange(memory.change, memory, asked, signal);
    if (!signal.aborted) send({ kind: 'change-decided', isTrusted });
  };
  // The caller first gets the connection and may listen; then it starts.
  work.start(Promise.resolve().then(() => send({ kind: 'start' })), 'connection start');
  return {
    state: () => state.link,
    onState: states.add,
    onSession(listen) { const stop = sessions.add(listen); if (session !== null) listen(session); return stop; },
    retryNow: () => send({ kind: 'retry-now' }),
    reportLatency: (ms) => send({ kind: 'latency', ms }),
    wake: () => send({ kind: 'woke' }),
    async dispose() { send({ kind: 'dispose' }); await work.settled(); },
  };
}

async function attempt(config: HostConfig, needs: KeptHostNeeds, what: Parameters<typeof dialRoute>[2]): Promise<Result<RemoteSession, AppError>> {
  try {
    const route = await needs.routes.find(config);
    return route.ok ? await dialRoute(route.value, needs, what) : route;
  } catch (error) {
    // A bug in one host's attempt must not stop it from ever being tried again.
    return err({ code: 'internal', reference: needs.log.bug(error, 'connection dial') });
  }
}
