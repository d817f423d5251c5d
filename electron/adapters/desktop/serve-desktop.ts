/** The main process's side: answers the engine's asks from a vault and a dialog that are handed in. */
import type { SecretVault } from '#electron/ports/secret-vault.ts';
import { DesktopAsk, DesktopSay, type DesktopAnswer } from './core/desktop-asks.ts';

export type DesktopNeeds = { readonly vault: SecretVault; readonly chooseKey: () => Promise<string | null>; readonly hear: (words: DesktopSay['words']) => void };

/** null for what is no ask; else exactly one answer. What the engine says without asking is passed on. */
export async function answerDesktopAsk(message: unknown, needs: DesktopNeeds): Promise<DesktopAnswer | null> {
  const said = DesktopSay.safeParse(message);
  if (said.success) needs.hear(said.data.words);
  const parsed = DesktopAsk.safeParse(message);
  if (!parsed.success) return null;
  const { id } = parsed.data;
  try {
    const outcome = await carryOut(parsed.data, needs);
    if (outcome.ok) return { kind: 'answer', id, ok: true, value: outcome.value ?? null };
    return { kind: 'answer', id, ok: false, because: outcome.error.code === 'vault-unavailable' ? outcome.error.because : 'failed' };
  } catch {
    return { kind: 'answer', id, ok: false, because: 'failed' };
  }
}

async function carryOut(ask: DesktopAsk, { vault, chooseKey }: DesktopNeeds): ReturnType<SecretVault['get']> {
  switch (ask.verb) {
    case 'vault-get': return vault.get(ask.name);
    case 'vault-set': return withoutValue(await vault.set(ask.name, ask.value));
    case 'vault-remove': return withoutValue(await vault.remove(ask.name));
    case 'choose-key': return { ok: true, value: await chooseKey() };
  }
}

const withoutValue = (outcome: Awaited<ReturnType<SecretVault['set']>>): Awaited<ReturnType<SecretVault['get']>> => (outcome.ok ? { ok: true, value: null } : outcome);
