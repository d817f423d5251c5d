/**
 * Tokens of the loopback door. A launch token, printed in the URL, opens the door once; the hello reply carries a
 * resume token for the same page's reconnects and reloads. Only digests are kept.
 * Must stay true: a used launch token is worthless; a wrong one costs its sender a place in the lock-out. Spec: LD6-LD9.
 */
import { createHash } from 'node:crypto';
import type { AppError } from '#shared/errors.ts';
import { err, ok, type Result } from '#shared/result.ts';
import type { Clock } from '#electron/ports/clock.ts';
import type { Random } from '#electron/ports/random.ts';
import { afterWrongToken, isLockedOut, noAttempts } from './core/admission.ts';
import type { Hello, Session } from './dispatch.ts';

export type AccessTokens = {
  /** A fresh launch token. Unused older ones stay good: each printed URL works once. */
  issueLaunchToken(): string;
  admit(hello: Hello): Result<Session, AppError>;
};

/** Pages remembered at a time; the one unused longest is forgotten first and needs a new URL. */
const maxResumable = 64;
const maxLaunchTokens = 16;

export function createAccessTokens(needs: { readonly clock: Clock; readonly random: Random; readonly isReadOnly: boolean }): AccessTokens {
  const launch = new Set<string>();
  /** Digest to whether the page's session is read-only; in order of last use. */
  const resumable = new Map<string, boolean>();
  let attempts = noAttempts;

  function remember(digest: string, isReadOnly: boolean): void {
    resumable.delete(digest);
    resumable.set(digest, isReadOnly);
    dropOldest(resumable, maxResumable);
  }

  return {
    issueLaunchToken() {
      const token = needs.random.token(32);
      launch.add(digestOf(token));
      dropOldest(launch, maxLaunchTokens);
      return token;
    },
    admit({ token, wantsReadOnly }) {
      const nowMs = needs.clock.monotonic();
      const digest = digestOf(token);
      const wasReadOnly = resumable.get(digest);
      if (wasReadOnly !== undefined) {
        // A page with a good token is not kept out by someone else's guesses.
        remember(digest, wasReadOnly);
        return ok({ isReadOnly: wasReadOnly || wantsReadOnly, resume: token });
      }
      if (isLockedOut(attempts, nowMs)) return err({ code: 'link-refused', because: 'too-many-attempts' });
      if (!launch.delete(digest)) {
        attempts = afterWrongToken(attempts, nowMs);
        return err({ code: 'link-refused', because: 'token' });
      }
      const resume = needs.random.token(32);
      const isReadOnly = needs.isReadOnly || wantsReadOnly;
      remember(digestOf(resume), needs.isReadOnly);
      return ok({ isReadOnly, resume });
    },
  };
}

/** Looking up a digest tells a guesser nothing by its timing: near misses have unrelated digests. */
const digestOf = (token: string): string => createHash('sha256').update(token).digest('hex');

function dropOldest(entries: Set<string> | Map<string, boolean>, max: number): void {
  for (const oldest of entries.keys()) {
    if (entries.size <= max) return;
    entries.delete(oldest);
  }
}
