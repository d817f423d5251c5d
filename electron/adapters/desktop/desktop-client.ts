/**
 * The engine's side of the desktop: a vault and a file dialog that live in the main process, asked over a port.
 * Must stay true: each ask ends, at the latest when it is withdrawn or the port closes.
 */
import type { AppError } from '#shared/errors.ts';
import { err, ok, type Result } from '#shared/result.ts';
import type { SecretVault } from '#electron/ports/secret-vault.ts';
import { DesktopAnswer, type DesktopAsk } from './core/desktop-asks.ts';

type WithoutId<A> = A extends unknown ? Omit<A, 'kind' | 'id'> : never;
export type DesktopClient = {
  readonly vault: SecretVault;
  /** null when the person closed the dialog, or when it was withdrawn. */
  chooseKey(signal: AbortSignal): Promise<string | null>;
  /** Hands over every message that came; what is no answer is ignored. */
  hear(message: unknown): void;
  dispose(): void;
};

export function createDesktopClient(needs: { readonly post: (message: DesktopAsk) => void; readonly vaultKind: SecretVault['kind'] }): DesktopClient {
  const waiting = new Map<number, (answer: DesktopAnswer) => void>();
  let count = 0;
  let isClosed = false;

  function ask(what: WithoutId<DesktopAsk>): { readonly id: number; readonly answer: Promise<Result<string | null, AppError>> } {
    count += 1;
    const id = count;
    if (isClosed) return { id, answer: Promise.resolve(err({ code: 'vault-unavailable', because: 'failed' })) };
    const answer = new Promise<Result<string | null, AppError>>((resolve) => {
      waiting.set(id, (said) => resolve(said.ok ? ok(said.value) : err({ code: 'vault-unavailable', because: said.because })));
    });
    needs.post({ kind: 'ask', id, ...what } as DesktopAsk);
    return { id, answer };
  }

  function hear(message: unknown): void {
    const answer = DesktopAnswer.safeParse(message);
    if (!answer.success) return;
    const resolve = waiting.get(answer.data.id);
    waiting.delete(answer.data.id);
    resolve?.(answer.data);
  }

  const done = async (answer: Promise<Result<string | null, AppError>>): Promise<Result<void, AppError>> => {
    const said = await answer;
    return said.ok ? ok(undefined) : said;
  };
  return {
    hear,
    vault: {
      kind: needs.vaultKind,
      get: (name) => ask({ verb: 'vault-get', name }).answer,
      set: (name, value) => done(ask({ verb: 'vault-set', name, value }).answer),
      remove: (name) => done(ask({ verb: 'vault-remove', name }).answer),
    },
    async chooseKey(signal) {
      const { id, answer } = ask({ verb: 'choose-key' });
      const withdraw = (): void => hear({ kind: 'answer', id, ok: true, value: null });
      signal.addEventListener('abort', withdraw, { once: true });
      const said = await answer;
      signal.removeEventListener('abort', withdraw);
      return said.ok ? said.value : null;
    },
    dispose() {
      isClosed = true;
      for (const id of [...waiting.keys()]) hear({ kind: 'answer', id, ok: false, because: 'failed' });
    },
  };
}
