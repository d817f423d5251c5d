import { describe, expect, it } from 'vitest';
import { backoffMs } from '#electron/connections/core/backoff.ts';
import { adviseRetry } from '#electron/connections/core/retry-policy.ts';
import type { AppError } from '#shared/errors.ts';

describe('backoffMs', () => {
  it.each([[1, 0.999, 999], [2, 0.5, 1000], [3, 0.5, 2000], [6, 0.5, 16_000], [7, 0.5, 30_000], [100, 0.999, 59_940], [1, 0, 200], [0, 0.5, 500], [1e9, 0, 200]])('CN2 attempt %i with chance %f waits %i ms', (attempt, chance, ms) => {
    expect(backoffMs(attempt, chance)).toBe(ms);
  });
});

describe('adviseRetry', () => {
  const at = 'a';
  const rows: readonly (readonly [AppError, string])[] = [
    [{ code: 'host-unreachable', at, because: 'timeout' }, 'backoff'], [{ code: 'name-unknown', at, name: 'x' }, 'backoff'],
    [{ code: 'ssh-handshake-failed', at, because: 'closed-early' }, 'backoff'], [{ code: 'ssh-handshake-failed', at, because: 'not-ssh' }, 'slowly'],
    [{ code: 'ssh-login-refused', at, tried: [], accepted: [] }, 'by-hand'], [{ code: 'key-unusable', path: 'k', because: 'missing' }, 'by-hand'],
    [{ code: 'agent-unavailable', because: 'no-keys' }, 'slowly'], [{ code: 'question-declined', kind: 'password' }, 'by-hand'], [{ code: 'ssh-config-invalid', problem: 'x' }, 'by-hand'],
    [{ code: 'host-key-revoked', at, offered: 'x' }, 'blocked'], [{ code: 'host-key-changed', at, keyType: 't', expected: [], offered: 'x', knownHostsPlace: '' }, 'blocked'],
    [{ code: 'forward-refused', at, target: 't', because: 'connect-failed' }, 'backoff'], [{ code: 'forward-refused', at, target: 't', because: 'prohibited' }, 'slowly'],
    [{ code: 'cancelled' }, 'never'], [{ code: 'internal', reference: 'r' }, 'backoff'],
  ];
  it.each(rows)('CN7 %o', (error, advice) => { expect(adviseRetry(error)).toBe(advice); });
});
