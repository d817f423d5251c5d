/**
 * What a failure means for trying again. Pure. Networks come back by themselves; a refused login does not, and each
 * try of it may lock the operator out (fail2ban), so it waits for a person; key trouble blocks until a decision.
 */
import type { AppError } from '#shared/errors.ts';

export type RetryAdvice = 'backoff' | 'slowly' | 'by-hand' | 'blocked' | 'never';

/** For what will hardly change soon, and costs nobody anything to try. */
export const slowRetryMs = 60_000;

export function adviseRetry(error: AppError): RetryAdvice {
  switch (error.code) {
    case 'host-key-changed':
    case 'host-key-revoked':
      return 'blocked';
    case 'cancelled':
      return 'never';
    case 'ssh-login-refused':
    case 'key-unusable':
    case 'question-declined':
    case 'host-key-unknown':
    case 'ssh-config-invalid':
    case 'invalid-input':
    case 'file-failed':
      return 'by-hand';
    case 'agent-unavailable':
      return 'slowly';
    case 'forward-refused':
      return error.because === 'prohibited' ? 'slowly' : 'backoff';
    case 'ssh-handshake-failed':
      return error.because === 'not-ssh' || error.because === 'no-common-algorithm' ? 'slowly' : 'backoff';
    default:
      return 'backoff';
  }
}
