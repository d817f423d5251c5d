/** Failures that trying again by itself would not change, or that would lock an account: a person has to act. */
import type { AppError } from '#shared/errors.ts';

export function needsDecision(error: AppError): boolean {
  switch (error.code) {
    case 'broker-login-refused':
    case 'broker-url-invalid':
    case 'file-failed':
      return true;
    case 'broker-tls-failed':
      return error.because !== 'other';
    case 'broker-unreachable':
      return error.because === 'not-redis';
    default:
      return false;
  }
}
