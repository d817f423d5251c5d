/** Web messages by Node's own HTTP client, and their signature. Errors become a closed list; no text of theirs goes on. */
import { createHmac } from 'node:crypto';
import type { PostFailure, WebPoster } from '#electron/ports/web-poster.ts';
import type { DeliveryFailure } from '#shared/domain/alert.ts';
import { err, ok } from '#shared/result.ts';

const failed = (failure: DeliveryFailure, status: number | null = null, retryAfterMs: number | null = null): { readonly ok: false; readonly error: PostFailure } => err({ failure, status, retryAfterMs });

export function createFetchPoster(): WebPoster {
  return {
    sign: (secret, text) => createHmac('sha256', secret).update(text, 'utf8').digest('hex'),
    async post({ url, headers, body, timeoutMs }, signal) {
      try {
        const answer = await fetch(url, { method: 'POST', headers, body, redirect: 'manual', signal: AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]) });
        await answer.body?.cancel();
        if (answer.ok) return ok({ status: answer.status });
        return failed(ofStatus(answer.status), answer.status, readRetryAfter(answer.headers.get('retry-after')));
      } catch (error) {
        return failed(ofError(error));
      }
    },
  };
}

function ofStatus(status: number): DeliveryFailure {
  if (status === 404 || status === 410) return 'gone';
  if (status === 429) return 'too-many';
  if (status === 408) return 'timeout';
  return status >= 500 ? 'server-error' : 'rejected';
}

/** Seconds only; a date is rare and an absurd wait is not honoured. */
function readRetryAfter(header: string | null): number | null {
  return header !== null && /^\d{1,5}$/.test(header) ? Math.min(3600, Number(header)) * 1000 : null;
}

function ofError(error: unknown): DeliveryFailure {
  if (!(error instanceof Error)) return 'refused';
  if (error.name === 'TimeoutError') return 'timeout';
  const code = codeOf(error.cause) ?? codeOf(error) ?? '';
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') return 'name-unknown';
  if (code === 'ETIMEDOUT' || code === 'UND_ERR_CONNECT_TIMEOUT' || code === 'UND_ERR_HEADERS_TIMEOUT') return 'timeout';
  return /CERT|TLS|SSL|SELF_SIGNED|UNABLE_TO_VERIFY/.test(code) ? 'tls' : 'refused';
}

function codeOf(value: unknown): string | null {
  return typeof value === 'object' && value !== null && 'code' in value && typeof value.code === 'string' ? value.code : null;
}
