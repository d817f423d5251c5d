/** The keys of the running agent (SSH_AUTH_SOCK or Pageant) and signatures by it, each within a time limit. */
import ssh2, { createAgent, type BaseAgent, type ParsedKey, type SigningRequestOptions } from 'ssh2';
import type { Timers } from '#electron/ports/timers.ts';
import type { AppError } from '#shared/errors.ts';
import { err, ok, type Result } from '#shared/result.ts';

export type AgentKeys = { readonly agent: BaseAgent; readonly keys: readonly ParsedKey[] };

const listLimitMs = 5000;

export function listAgentKeys(socket: string | null, timers: Timers): Promise<Result<AgentKeys, AppError>> {
  const unavailable = (because: 'no-socket' | 'no-keys' | 'refused'): Result<AgentKeys, AppError> => err({ code: 'agent-unavailable', because });
  if (socket === null || socket === '' || socket === 'none') return Promise.resolve(unavailable('no-socket'));
  return new Promise((resolve) => {
    const timer = timers.after(listLimitMs, () => resolve(unavailable('refused')));
    const finish = (result: Result<AgentKeys, AppError>): void => { timer[Symbol.dispose](); resolve(result); };
    try {
      const agent = createAgent(socket);
      agent.getIdentities((error, listed) => {
        if (error) { finish(unavailable(/connect/i.test(error.message) ? 'no-socket' : 'refused')); return; }
        const keys = (listed ?? []).flatMap(parsed);
        finish(keys.length > 0 ? ok({ agent, keys }) : unavailable('no-keys'));
      });
    } catch {
      finish(unavailable('no-socket'));
    }
  });
}

export function signWithAgent(agent: BaseAgent, key: ParsedKey, data: Buffer, options: SigningRequestOptions): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    agent.sign(key, data, options, (error, signature) => {
      if (error || signature === undefined) reject(error ?? new Error('no signature'));
      else resolve(signature);
    });
  });
}

function parsed(listed: unknown): ParsedKey[] {
  if (typeof listed === 'object' && listed !== null && 'getPublicSSH' in listed) return [listed as ParsedKey];
  const key = ssh2.utils.parseKey(((listed as { pubKey?: unknown } | null)?.pubKey ?? listed) as Buffer);
  return key instanceof Error ? [] : [key];
}
