/** The next key of a login as the SSH library wants it. */
import type { AnyAuthMethod, ParsedKey, SigningRequestOptions } from 'ssh2';
import type { IdentityFile } from './identity-file.ts';
import type { KeyCandidate } from './gather-keys.ts';
import { createKeyAgent } from './key-agent.ts';
import { serverTakes, type LoginProgress } from './login-progress.ts';

export function tryNextKey(progress: LoginProgress, signal: AbortSignal): AnyAuthMethod | null {
  const candidate = progress.keys.candidates[progress.keyAt];
  if (candidate === undefined || !serverTakes(progress, 'publickey')) return null;
  progress.keyAt += 1;
  progress.inFlight = 'key';
  progress.tried.push(candidate.label);
  return asMethod(progress, candidate, signal);
}

function asMethod(progress: LoginProgress, candidate: KeyCandidate, signal: AbortSignal): AnyAuthMethod {
  const username = progress.hop.user;
  // The library takes a parsed key as it is; its types only know text.
  if (candidate.kind === 'file' && !candidate.file.isEncrypted) return { type: 'publickey', username, key: candidate.file.publicKey as ParsedKey & string };
  progress.hasUsedAgentType = true;
  const onFault = progress.needs.onFault;
  if (candidate.kind === 'agent') return { type: 'agent', username, agent: createKeyAgent(candidate.key, candidate.sign, onFault) };
  const sign = (data: Buffer, options: SigningRequestOptions): Promise<Buffer> => signWithFile(progress, candidate.file, data, options, signal);
  return { type: 'agent', username, agent: createKeyAgent(candidate.file.publicKey, sign, onFault) };
}

async function signWithFile(progress: LoginProgress, file: IdentityFile, data: Buffer, options: SigningRequestOptions, signal: AbortSignal): Promise<Buffer> {
  const key = await progress.needs.whileAsking(() => file.open(progress.needs.prompts.passphrase, signal));
  if (!key.ok) {
    // With `auto` a key that stays shut is one key less; when it was the operator's choice it is the answer.
    if (progress.hop.login.method === 'key' || key.error.code === 'cancelled') progress.fatal = key.error;
    else progress.tried.push(`${file.path} (${key.error.code === 'key-unusable' ? key.error.because : 'not opened'})`);
    throw new Error('key not opened');
  }
  const signature: unknown = key.value.sign(data, options.hash);
  if (signature instanceof Error) throw signature;
  return signature as Buffer;
}
