/** Password and keyboard-interactive: at most three answers each, a refused one is asked again as wrong. */
import type { AnyAuthMethod, Prompt } from 'ssh2';
import type { KeyboardRequest } from '#electron/ports/ssh-dialer.ts';
import type { AppError } from '#shared/errors.ts';
import type { Result } from '#shared/result.ts';
import { maxAnswers, serverTakes, type LoginProgress } from './login-progress.ts';

export async function tryPassword(progress: LoginProgress, signal: AbortSignal): Promise<AnyAuthMethod | null> {
  const { method } = progress.hop.login;
  if ((method !== 'auto' && method !== 'password') || !serverTakes(progress, 'password') || progress.passwords >= maxAnswers) return null;
  progress.inFlight = 'password';
  const password = progress.unsentPassword ?? (await askOrStop(progress, () => progress.needs.prompts.password(progress.passwords > 0, signal)));
  if (password === null) return null;
  progress.unsentPassword = password;
  progress.passwords += 1;
  progress.tried.push('password');
  return { type: 'password', username: progress.hop.user, password };
}

export function tryKeyboard(progress: LoginProgress, signal: AbortSignal): AnyAuthMethod | null {
  const { method } = progress.hop.login;
  if (method === 'agent' || method === 'key' || !serverTakes(progress, 'keyboard-interactive') || progress.keyboards >= maxAnswers) return null;
  // The same password through the other door would be one wrong attempt more.
  if (method !== 'keyboard-interactive' && progress.passwords > 0 && serverTakes(progress, 'password')) return null;
  progress.keyboards += 1;
  progress.inFlight = 'keyboard';
  progress.tried.push('keyboard-interactive');
  return { type: 'keyboard-interactive', username: progress.hop.user, prompt: (title, instructions, _language, prompts, finish) => { void answer(progress, { title, instructions, prompts }, finish, signal); } };
}

async function answer(progress: LoginProgress, asked: { title: string; instructions: string; prompts: readonly Prompt[] }, finish: (answers: string[]) => void, signal: AbortSignal): Promise<void> {
  const request: KeyboardRequest = {
    title: asked.title.slice(0, 500),
    instructions: asked.instructions.slice(0, 2000),
    prompts: asked.prompts.slice(0, 20).map((each) => ({ text: each.prompt.slice(0, 500), echo: each.echo === true })),
    refusals: progress.keyboards - 1,
  };
  const answers = await askOrStop(progress, () => progress.needs.prompts.answers(request, signal));
  // Silence would hang the login; an empty answer ends it. The connection may be gone by now.
  try { finish(answers === null ? asked.prompts.map(() => '') : [...answers]); } catch (error) { progress.needs.onFault(error); }
}

async function askOrStop<T>(progress: LoginProgress, ask: () => Promise<Result<T, AppError>>): Promise<T | null> {
  const answered = await progress.needs.whileAsking(ask);
  if (answered.ok) return answered.value;
  progress.fatal = answered.error;
  return null;
}
