/** Sends one small message to a web address. Nothing of the address or the answer's text comes back: both may hold a secret. */
import type { DeliveryFailure } from '#shared/domain/alert.ts';
import type { Result } from '#shared/result.ts';

export type WebMessage = { readonly url: string; readonly headers: Readonly<Record<string, string>>; readonly body: string; readonly timeoutMs: number };
/** `retryAfterMs`: how long the other side asked us to wait. */
export type PostFailure = { readonly failure: DeliveryFailure; readonly status: number | null; readonly retryAfterMs: number | null };

export type WebPoster = {
  /** A status of 2xx is delivered; redirects are not followed: a secret goes to the place the operator named and nowhere else. */
  post(message: WebMessage, signal: AbortSignal): Promise<Result<{ readonly status: number }, PostFailure>>;
  /** HMAC-SHA256 of the text, hex. */
  sign(secret: string, text: string): string;
};
