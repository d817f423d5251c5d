/**
 * Which keys to show the server, in which order: the operator's named ones first (through the agent when it holds
 * them), then the agent's others, then key files. Never more than a server's MaxAuthTries allows.
 */
import type { ParsedKey } from 'ssh2';
import type { SshHop } from '#electron/ports/ssh-dialer.ts';
import type { Timers } from '#electron/ports/timers.ts';
import type { AppError } from '#shared/errors.ts';
import { fingerprintOf } from '#electron/adapters/ssh/fingerprint.ts';
import { listAgentKeys, signWithAgent } from './agent-keys.ts';
import type { IdentityFile, IdentityFiles } from './identity-file.ts';
import type { SignData } from './key-agent.ts';

export type KeyCandidate =
  | { readonly kind: 'agent'; readonly label: string; readonly fingerprint: string; readonly key: ParsedKey; readonly sign: SignData }
  | { readonly kind: 'file'; readonly label: string; readonly fingerprint: string; readonly file: IdentityFile };

export type GatheredKeys = { readonly candidates: readonly KeyCandidate[]; readonly problems: readonly AppError[] };

/** OpenSSH's default is 6 attempts a connection; one is left for the password. */
const maxKeys = 5;

export async function gatherKeys(hop: SshHop, needs: { readonly timers: Timers; readonly files: IdentityFiles }): Promise<GatheredKeys> {
  const { method } = hop.login;
  const problems: AppError[] = [];
  const files: IdentityFile[] = [];
  if (method !== 'password' && method !== 'keyboard-interactive') {
    for (const path of hop.login.identityFiles) {
      const file = await needs.files.read(path);
      if (file.ok) files.push(file.value);
      else if (hop.login.areNamed || method === 'key') problems.push(file.error);
    }
  }
  const fromAgent = method === 'auto' || method === 'agent' ? await agentCandidates(hop, files, needs.timers) : { candidates: [], problem: null };
  if (fromAgent.problem !== null && (method === 'agent' || fromAgent.problem.because === 'refused')) problems.push(fromAgent.problem);
  const held = new Set(fromAgent.candidates.map((each) => each.fingerprint));
  const fromFiles: KeyCandidate[] = method === 'agent' ? [] : files.map((file) => ({ kind: 'file' as const, label: `key ${file.path}`, fingerprint: fingerprintOf(file.publicKey.getPublicSSH()), file })).filter((each) => !held.has(each.fingerprint));
  const named = new Set(files.map((file) => fingerprintOf(file.publicKey.getPublicSSH())));
  const isNamed = (each: KeyCandidate): boolean => hop.login.areNamed && named.has(each.fingerprint);
  const all = [...fromAgent.candidates, ...fromFiles];
  return { candidates: [...all.filter(isNamed), ...all.filter((each) => !isNamed(each))].slice(0, maxKeys), problems };
}

async function agentCandidates(hop: SshHop, files: readonly IdentityFile[], timers: Timers): Promise<{ candidates: readonly KeyCandidate[]; problem: Extract<AppError, { code: 'agent-unavailable' }> | null }> {
  const listed = await listAgentKeys(hop.login.agent, timers);
  if (!listed.ok) return { candidates: [], problem: listed.error.code === 'agent-unavailable' ? listed.error : null };
  const { agent, keys } = listed.value;
  const allowed = new Set(files.map((file) => fingerprintOf(file.publicKey.getPublicSSH())));
  const candidates = keys.map((key): KeyCandidate => {
    const fingerprint = fingerprintOf(key.getPublicSSH());
    return { kind: 'agent', label: `agent ${fingerprint}`, fingerprint, key, sign: (data, options) => signWithAgent(agent, key, data, options) };
  }).filter((each) => !hop.login.identitiesOnly || allowed.has(each.fingerprint));
  return { candidates, problem: candidates.length === 0 ? { code: 'agent-unavailable', because: 'no-keys' } : null };
}
