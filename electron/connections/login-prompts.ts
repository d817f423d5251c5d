/**
 * Where a login's secrets come from: what this run already learnt, then the vault, then a person. A secret proves
 * itself by the login's success: only then is it kept, and only in the vault if the person wished so.
 */
import type { AskedFor } from './host-key-desk.ts';
import type { SharedAsks } from './shared-asks.ts';
import type { Asker, QuestionDraft } from '#electron/ports/asker.ts';
import type { Log } from '#electron/ports/log.ts';
import type { SecretName, SecretVault } from '#electron/ports/secret-vault.ts';
import type { KeyboardRequest, LoginPrompts, SshHop } from '#electron/ports/ssh-dialer.ts';
import type { Answer } from '#shared/domain/question.ts';
import type { AppError } from '#shared/errors.ts';
import { err, ok, type Result } from '#shared/result.ts';

export type SecretDesk = { forHop(hop: SshHop, asked: AskedFor, isHostItself: boolean): LoginPrompts & { /** The login worked. */ keep(): Promise<void> } };

type Needs = { readonly asker: Asker; readonly vault: SecretVault; readonly asks: SharedAsks; readonly log: Log };
type Pending = Map<SecretName, { readonly value: string; readonly remember: boolean }>;

export function createSecretDesk(needs: Needs): SecretDesk {
  /** Of this run only: a reconnect must not ask again. */
  const proven = new Map<SecretName, string>();
  return {
    forHop(hop, asked, isHostItself) {
      const pending: Pending = new Map();
      const passwordNames = [...(isHostItself && asked.host !== null ? [`host:${asked.host}:password`] : []), `hop:${hop.at}:password`];
      const about = { host: asked.host, hostName: asked.hostName, at: hop.at };
      const find = (names: readonly SecretName[], draft: QuestionDraft, wasWrong: boolean, signal: AbortSignal): Promise<Result<string, AppError>> => findSecret(needs, { proven, pending }, names, draft, wasWrong, asked, signal);
      const password = (wasWrong: boolean, signal: AbortSignal): Promise<Result<string, AppError>> => find(passwordNames, { ...about, kind: 'password', user: hop.user, wasWrong }, wasWrong, signal);
      return {
        passphrase: (keyPath, wasWrong, signal) => find([`key:${keyPath}:passphrase`], { ...about, kind: 'passphrase', keyPath, wasWrong }, wasWrong, signal),
        password,
        async answers(request, signal) {
          if (hop.login.method === 'keyboard-interactive' || !asksForPassword(request)) return await askKeyboard(needs, about, request, asked, signal);
          const secret = await password(request.refusals > 0, signal);
          return secret.ok ? ok([secret.value]) : secret;
        },
        async keep() {
          for (const [name, { value, remember }] of pending) {
            proven.set(name, value);
            if (!remember) continue;
            const saved = await needs.vault.set(name, value);
            if (!saved.ok) needs.log.warn('secret could not be kept', { problem: saved.error.code });
          }
          pending.clear();
        },
      };
    },
  };
}

async function findSecret(needs: Needs, kept: { readonly proven: Map<SecretName, string>; readonly pending: Pending }, names: readonly SecretName[], draft: QuestionDraft, wasWrong: boolean, asked: AskedFor, signal: AbortSignal): Promise<Result<string, AppError>> {
  const [name = ''] = names;
  if (wasWrong) for (const each of names) kept.proven.delete(each);
  else {
    const known = await recall(needs.vault, kept.proven, names);
    if (signal.aborted) return err({ code: 'cancelled' });
    if (known !== null) return ok(known);
  }
  const answer = await needs.asks.share(`${name}${wasWrong ? ' again' : ''}`, signal, asked.onAsked, (withdrawn, onAsked) => needs.asker.ask(draft, withdrawn, onAsked));
  if (answer === null || signal.aborted) return err({ code: 'cancelled' });
  asked.onAnswered();
  if (answer.kind !== 'secret') return err({ code: 'question-declined', kind: draft.kind });
  kept.pending.set(name, { value: answer.value, remember: answer.remember });
  return ok(answer.value);
}

/** A vault that is locked or broken is one place less to look, not a failed login. */
async function recall(vault: SecretVault, proven: ReadonlyMap<SecretName, string>, names: readonly SecretName[]): Promise<string | null> {
  for (const name of names) {
    const known = proven.get(name);
    if (known !== undefined) return known;
  }
  for (const name of names) {
    const stored = await vault.get(name);
    if (stored.ok && stored.value !== null) return stored.value;
  }
  return null;
}

async function askKeyboard(needs: Needs, about: Pick<QuestionDraft, 'host' | 'hostName' | 'at'>, request: KeyboardRequest, asked: AskedFor, signal: AbortSignal): Promise<Result<readonly string[], AppError>> {
  const draft: QuestionDraft = { ...about, kind: 'keyboard-interactive', title: request.title, instructions: request.instructions, prompts: request.prompts.map((each) => ({ text: each.text, echo: each.echo })) };
  const answer: Answer = await needs.asker.ask(draft, signal, asked.onAsked);
  if (signal.aborted) return err({ code: 'cancelled' });
  asked.onAnswered();
  if (answer.kind !== 'answers') return err({ code: 'question-declined', kind: 'keyboard-interactive' });
  return ok(request.prompts.map((_, index) => answer.values[index] ?? ''));
}

function asksForPassword(request: KeyboardRequest): boolean {
  const [only] = request.prompts;
  return request.prompts.length === 1 && only !== undefined && !only.echo && /pass ?word|mot de passe|passwor[td]|contrase/i.test(only.text);
}
