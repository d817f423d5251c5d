/**
 * One SSH hop: from an address (or a byte stream through an earlier hop) to a logged-in session. Who to trust and
 * what to answer are asked back through callbacks, so the dialer itself decides nothing about keys or secrets.
 */
import type { Duplex } from 'node:stream';
import type { AppError } from '#shared/errors.ts';
import type { LoginChoice } from '#shared/domain/host-config.ts';
import type { Result } from '#shared/result.ts';
import type { RemoteSession } from './remote-shell.ts';

/** `blob` is the public key in base64, as in known_hosts; `fingerprint` is `SHA256:…` without padding. */
export type OfferedKey = { readonly keyType: string; readonly blob: string; readonly fingerprint: string };

export type LoginRecipe = {
  readonly method: LoginChoice['method'];
  /** Private keys to try, in order. */
  readonly identityFiles: readonly string[];
  /** True when the operator (or ~/.ssh/config) named them; default ones that are missing are not worth a word. */
  readonly areNamed: boolean;
  /** Offer only the agent's keys that match `identityFiles`. */
  readonly identitiesOnly: boolean;
  /** Agent socket, `pageant`, or null when there is none. */
  readonly agent: string | null;
};

export type SshHop = {
  /** `user@host:port`, for errors. */
  readonly at: string;
  readonly address: string;
  readonly port: number;
  readonly user: string;
  readonly login: LoginRecipe;
};

export type KeyboardRequest = {
  readonly title: string;
  readonly instructions: string;
  readonly prompts: readonly { readonly text: string; readonly echo: boolean }[];
  /** How often the server has refused the answers before, in this login. */
  readonly refusals: number;
};

/** `wasWrong` is true from the second question on. An error ends the login with that error. */
export type LoginPrompts = {
  passphrase(keyPath: string, wasWrong: boolean, signal: AbortSignal): Promise<Result<string, AppError>>;
  password(wasWrong: boolean, signal: AbortSignal): Promise<Result<string, AppError>>;
  answers(request: KeyboardRequest, signal: AbortSignal): Promise<Result<readonly string[], AppError>>;
};

export type HopStage = 'name' | 'tcp' | 'ssh-version' | 'host-key' | 'login';

export type DialOptions = {
  readonly signal: AbortSignal;
  /** The stream to speak over when the hop is behind another; null opens TCP. Called once for every attempt. */
  readonly openStream: ((signal: AbortSignal) => Promise<Result<Duplex, AppError>>) | null;
  /** Host key types already known for this hop: asked for first. */
  readonly knownKeyTypes: readonly string[];
  checkHostKey(offered: OfferedKey, signal: AbortSignal): Promise<Result<void, AppError>>;
  readonly prompts: LoginPrompts;
  /** Called when the server has spoken and the costly part begins; what it returns is disposed after it, or while a person is asked. */
  admit(signal: AbortSignal): Promise<Disposable>;
  /** A stage is done. */
  onStage(stage: HopStage, detail: string): void;
};

export type SshDialer = { dial(hop: SshHop, options: DialOptions): Promise<Result<RemoteSession, AppError>> };
