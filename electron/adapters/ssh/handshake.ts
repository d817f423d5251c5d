/**
 * One SSH connection over an open stream: key exchange, host key check, login. Resolves exactly once; every event of
 * the library ends here. The stages told to the caller are those that were really passed.
 */
import type { Duplex } from 'node:stream';
import { Client, type AnyAuthMethod } from 'ssh2';
import type { DialOptions, OfferedKey, SshHop } from '#electron/ports/ssh-dialer.ts';
import type { AppError } from '#shared/errors.ts';
import { err, ok, type Result } from '#shared/result.ts';
import { chooseAlgorithms, type CryptoAbilities } from './algorithms.ts';
import type { Asking } from './asking.ts';
import { onAbort, type Deadline } from './deadline.ts';
import { fingerprintOf, keyTypeOf } from './fingerprint.ts';
import type { LoginDesk } from './login/login-desk.ts';
import { mapClientError } from './map-error.ts';

export type HandshakeNeeds = {
  readonly abilities: CryptoAbilities;
  readonly asking: Asking;
  readonly desk: LoginDesk;
  readonly deadline: Deadline;
  /** Outlives this connection: a key accepted by a person is not asked about again after a hang-up. */
  readonly trusted: { blob: string | null; refusal: AppError | null };
  onFault(error: unknown): void;
  /** For what must not happen: returns a reference to the log. */
  onBug(error: unknown): string;
};

/** With a dead peer: noticed after interval * (count + 1) = 15 s. */
const keepaliveMs = 5000;
const keepaliveCount = 2;

export function shakeHands(stream: Duplex, hop: SshHop, options: DialOptions, needs: HandshakeNeeds): Promise<Result<Client, AppError>> {
  const client = new Client();
  return new Promise((resolve) => {
    let failure: AppError | null = null;
    let isDone = false;
    const finish = (result: Result<Client, AppError>): void => {
      if (isDone) return;
      isDone = true;
      watch[Symbol.dispose]();
      client.removeAllListeners();
      if (!result.ok) { client.on('error', () => {}); client.destroy(); stream.on('error', () => {}); stream.destroy(); }
      resolve(result);
    };
    const onGone = (): void => finish(err(needs.trusted.refusal ?? failure ?? { code: 'ssh-handshake-failed', at: hop.at, because: 'closed-early' }));
    client.on('connect', () => client.setNoDelay(true));
    client.on('handshake', () => needs.deadline.restart());
    client.on('error', (error) => {
      // A key that the agent would not sign with: the library goes on with the next one by itself.
      if ((error as { level?: string }).level === 'agent') { needs.onFault(error); return; }
      const mapped = mapClientError(error, { at: hop.at, name: hop.address });
      failure ??= mapped.code === 'ssh-login-refused' ? needs.desk.failure() : mapped;
      client.destroy();
    });
    client.on('ready', () => { options.onStage('login', needs.desk.lastTried()); finish(ok(client)); });
    client.on('end', onGone).on('close', onGone);
    const watch = onAbort(needs.deadline.signal, () => finish(err(needs.deadline.hasPassed() ? { code: 'ssh-handshake-failed', at: hop.at, because: 'timeout' } : { code: 'cancelled' })));
    try {
      client.connect({
        sock: stream, username: hop.user, readyTimeout: 0, keepaliveInterval: keepaliveMs, keepaliveCountMax: keepaliveCount,
        algorithms: chooseAlgorithms(needs.abilities, options.knownKeyTypes), strictVendor: false,
        hostVerifier: (key: Buffer, verdict: (isTrusted: boolean) => void) => verifyHost(key, verdict, options, needs),
        authHandler: (accepted, _partial, next) => { void giveNext(accepted as readonly string[] | null, next as (method: AnyAuthMethod | false) => void, options, needs); },
      });
    } catch (error) {
      needs.onFault(error);
      finish(err(mapClientError(error, { at: hop.at, name: hop.address })));
    }
  });
}

/** Called again at every re-keying of a long connection: the same key needs no second judgement. */
function verifyHost(key: Buffer, verdict: (isTrusted: boolean) => void, options: DialOptions, needs: HandshakeNeeds): void {
  const offered: OfferedKey = { keyType: keyTypeOf(key), blob: key.toString('base64'), fingerprint: fingerprintOf(key) };
  const answer = (isTrusted: boolean): void => {
    // The library throws out of its callback when the connection went meanwhile.
    try { verdict(isTrusted); } catch (error) { needs.onFault(error); }
  };
  if (needs.trusted.blob === offered.blob) { options.onStage('host-key', `${offered.keyType} ${offered.fingerprint}`); answer(true); return; }
  needs.asking.while(() => options.checkHostKey(offered, options.signal)).then((checked) => {
    if (checked.ok) { needs.trusted.blob = offered.blob; options.onStage('host-key', `${offered.keyType} ${offered.fingerprint}`); }
    else needs.trusted.refusal = checked.error;
    answer(checked.ok);
  }, (error: unknown) => { needs.trusted.refusal = { code: 'internal', reference: needs.onBug(error) }; answer(false); });
}

async function giveNext(accepted: readonly string[] | null, next: (method: AnyAuthMethod | false) => void, options: DialOptions, needs: HandshakeNeeds): Promise<void> {
  try {
    const method = await needs.desk.next(accepted, options.signal);
    needs.deadline.restart();
    next(method ?? false);
  } catch (error) {
    needs.onFault(error);
    next(false);
  }
}
