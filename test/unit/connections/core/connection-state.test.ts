import { describe, expect, it } from 'vitest';
import { firstState, stepConnection, type ConnectionEffect, type ConnectionEvent, type ConnectionState } from '#electron/connections/core/connection-state.ts';
import type { QuestionId } from '#shared/domain/ids.ts';
import type { AppError } from '#shared/errors.ts';

const at = 'pi@pi1:22';
const refused: AppError = { code: 'host-unreachable', at, because: 'refused' };
const noLogin: AppError = { code: 'ssh-login-refused', at, tried: ['password'], accepted: [] };
const changed: Extract<AppError, { code: 'host-key-changed' }> = { code: 'host-key-changed', at, keyType: 'ssh-ed25519', expected: ['SHA256:a'], offered: 'SHA256:b', knownHostsPlace: 'k:1' };
const question = 'q1' as QuestionId;

function play(...events: ConnectionEvent[]): { state: ConnectionState; effects: readonly ConnectionEffect[] } {
  let state = firstState(0, true);
  let effects: readonly ConnectionEffect[] = [];
  for (const event of events) ({ next: state, effects } = stepConnection(state, event));
  return { state, effects };
}
const start: ConnectionEvent = { at: 1, kind: 'start' };
const connected = (time: number, dial: number): ConnectionEvent => ({ at: time, kind: 'connected', dial, serverVersion: 'SSH-2.0-X', route: [at] });
const failed = (time: number, dial: number, error: AppError = refused, chance = 0.5): ConnectionEvent => ({ at: time, kind: 'failed', dial, error, chance });
const lost = (time: number, dial: number): ConnectionEvent => ({ at: time, kind: 'lost', dial, error: refused, chance: 0.5 });

describe('stepConnection', () => {
  const rows: readonly (readonly [string, readonly ConnectionEvent[], Partial<ConnectionState['link']>, readonly ConnectionEffect[]])[] = [
    ['CN1 starts by dialling', [start], { phase: 'connecting', attempt: 1, since: 1 }, [{ kind: 'dial', dial: 1 }]],
    ['CN1 connects', [start, connected(5, 1)], { phase: 'connected', since: 5, error: null, lastConnectedAt: 5, serverVersion: 'SSH-2.0-X', route: [at] }, []],
    ['CN2 waits after a failure, with jitter', [start, failed(5, 1)], { phase: 'waiting', error: refused, nextTryAt: 505, attempt: 1 }, [{ kind: 'wait', ms: 500 }]],
    ['CN2 doubles the wait', [start, failed(5, 1), { at: 600, kind: 'timer' }, failed(700, 2)], { phase: 'waiting', nextTryAt: 1700, attempt: 2 }, [{ kind: 'wait', ms: 1000 }]],
    ['CN3 shows the last error while trying again', [start, failed(5, 1), { at: 600, kind: 'timer' }], { phase: 'connecting', error: refused, nextTryAt: null }, [{ kind: 'dial', dial: 2 }]],
    ['CN4 shows who is asked, and goes on', [start, { at: 3, kind: 'asked', dial: 1, question }], { phase: 'asking', question }, []],
    ['CN4 is connecting again after the answer', [start, { at: 3, kind: 'asked', dial: 1, question }, { at: 9, kind: 'answered', dial: 1 }], { phase: 'connecting', question: null }, []],
    ['CN5 dials at once when a standing link is lost', [start, connected(5, 1), lost(20_000, 1)], { phase: 'connecting', attempt: 1, error: refused, lastConnectedAt: 5 }, [{ kind: 'drop-session' }, { kind: 'dial', dial: 2 }]],
    ['CN6 backs off when a link breaks as soon as it stands', [start, connected(5, 1), lost(100, 1)], { phase: 'waiting', nextTryAt: 600 }, [{ kind: 'drop-session' }, { kind: 'wait', ms: 500 }]],
    ['CN5 counts ten seconds to the millisecond as standing', [start, connected(5, 1), lost(10_005, 1)], { phase: 'connecting', attempt: 1 }, [{ kind: 'drop-session' }, { kind: 'dial', dial: 2 }]],
    ['CN6 a millisecond less is one more failure', [start, connected(5, 1), lost(10_004, 1)], { phase: 'waiting', attempt: 1, nextTryAt: 10_504 }, [{ kind: 'drop-session' }, { kind: 'wait', ms: 500 }]],
    ['CN6 and the next wait is longer', [start, connected(5, 1), lost(100, 1), { at: 600, kind: 'timer' }, connected(605, 2), lost(700, 2)], { phase: 'waiting', attempt: 2, nextTryAt: 1700 }, [{ kind: 'drop-session' }, { kind: 'wait', ms: 1000 }]],
    ['CN7 does not try a refused login by itself', [start, failed(5, 1, noLogin)], { phase: 'waiting', error: noLogin, nextTryAt: null }, []],
    ['CN8 blocks on a changed key and asks', [start, failed(5, 1, changed)], { phase: 'blocked', error: changed, nextTryAt: null }, [{ kind: 'ask-about-change', error: changed }]],
    ['CN8 stays blocked when not trusted', [start, failed(5, 1, changed), { at: 6, kind: 'change-asked', question }, { at: 7, kind: 'change-decided', isTrusted: false }], { phase: 'blocked', question: null, error: changed }, []],
    ['CN8 dials when trusted', [start, failed(5, 1, changed), { at: 7, kind: 'change-decided', isTrusted: true }], { phase: 'connecting' }, [{ kind: 'dial', dial: 2 }]],
    ['CN9 leaves every wait by hand', [start, failed(5, 1, changed), { at: 7, kind: 'retry-now' }], { phase: 'connecting', attempt: 1 }, [{ kind: 'stop-waiting' }, { kind: 'withdraw-question' }, { kind: 'dial', dial: 2 }]],
    ['CN9 does not disturb a connection by hand', [start, connected(5, 1), { at: 7, kind: 'retry-now' }], { phase: 'connected' }, []],
    ['CN10 drops and dials after a sleep', [start, connected(5, 1), { at: 9e6, kind: 'woke' }], { phase: 'connecting', attempt: 1 }, [{ kind: 'drop-session' }, { kind: 'dial', dial: 2 }]],
    ['CN10 ends a wait after a sleep', [start, failed(5, 1), { at: 9e6, kind: 'woke' }], { phase: 'connecting', attempt: 1 }, [{ kind: 'stop-waiting' }, { kind: 'dial', dial: 2 }]],
    ['CN10 leaves a refused login alone after a sleep', [start, failed(5, 1, noLogin), { at: 9e6, kind: 'woke' }], { phase: 'waiting', nextTryAt: null }, []],
    ['CN11 ignores what an earlier attempt says', [start, failed(5, 1), { at: 600, kind: 'timer' }, connected(700, 1)], { phase: 'connecting' }, []],
    ['CN12 keeps the latency only while connected', [start, connected(5, 1), { at: 9, kind: 'latency', ms: 12 }], { phase: 'connected', latencyMs: 12, lastConnectedAt: 9, since: 5 }, []],
    ['CN12 ends everything when disposed', [start, connected(5, 1), { at: 9, kind: 'dispose' }], { phase: 'off' }, [{ kind: 'cancel-dial' }, { kind: 'stop-waiting' }, { kind: 'withdraw-question' }, { kind: 'drop-session' }]],
    ['CN12 hears nothing after that', [start, { at: 9, kind: 'dispose' }, { at: 10, kind: 'retry-now' }], { phase: 'off' }, []],
  ];
  it.each(rows)('%s', (_name, events, link, effects) => {
    const { state, effects: seen } = play(...events);
    expect(state.link).toMatchObject(link);
    expect(seen).toEqual(effects);
  });

  it('CN1 does nothing for a host that is off', () => {
    expect(stepConnection(firstState(0, false), start)).toEqual({ next: firstState(0, false), effects: [] });
    expect(stepConnection(firstState(0, false), { at: 1, kind: 'retry-now' }).effects).toEqual([]);
  });
});
