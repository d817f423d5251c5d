/**
 * Asks the policy about a host key and a person where the policy wants one. Trust is written to our own known_hosts
 * only; the user's files stay as they are. Rules CN20 to CN26.
 */
import { addKnownKey, judgeHostKey, knownKeyTypes, replaceKnownKey, type KnownKey } from './core/host-key-policy.ts';
import { parseKnownHosts, type KnownHosts } from './core/parse-known-hosts.ts';
import type { RouteHop } from './route-finder.ts';
import type { SharedAsks } from './shared-asks.ts';
import type { Asker } from '#electron/ports/asker.ts';
import type { KnownHostsFiles } from '#electron/ports/known-hosts.ts';
import type { Log } from '#electron/ports/log.ts';
import type { OfferedKey } from '#electron/ports/ssh-dialer.ts';
import type { HostId, QuestionId } from '#shared/domain/ids.ts';
import type { Answer } from '#shared/domain/question.ts';
import type { AppError } from '#shared/errors.ts';
import { err, ok, type Result } from '#shared/result.ts';

/** For whom a question is asked, and who hears of it. */
export type AskedFor = { readonly host: HostId | null; readonly hostName: string; onAsked(id: QuestionId): void; onAnswered(): void };
export type KeyChange = { readonly hop: RouteHop; readonly expected: readonly KnownKey[]; readonly offered: OfferedKey };
/** Keys trusted `once`, and the change that blocks: both belong to one kept connection. */
export type KeyMemory = { readonly once: Set<string>; change: KeyChange | null };

export type HostKeyDesk = {
  knownTypes(hop: RouteHop): Promise<Result<readonly string[], AppError>>;
  check(hop: RouteHop, offered: OfferedKey, memory: KeyMemory, asked: AskedFor, signal: AbortSignal): Promise<Result<void, AppError>>;
  /** True when the operator accepted the new key. */
  askAboutChange(change: KeyChange, memory: KeyMemory, asked: AskedFor, signal: AbortSignal): Promise<boolean>;
};

type Needs = { readonly files: KnownHostsFiles; readonly asker: Asker; readonly asks: SharedAsks; readonly log: Log };

export function createHostKeyDesk(needs: Needs): HostKeyDesk {
  const rules = { hmac: needs.files.hmacSha1, fingerprint: needs.files.fingerprint };
  const read = async (hop: RouteHop): Promise<Result<KnownHosts, AppError>> => {
    const texts = await needs.files.read(hop.knownHostsPaths);
    if (!texts.ok) return texts;
    const known = parseKnownHosts(texts.value, needs.files.ownPath);
    for (const note of known.notes) needs.log.debug('known_hosts', { note });
    return ok(known);
  };
  return {
    async knownTypes(hop) {
      const known = await read(hop);
      return known.ok ? ok(knownKeyTypes(hop.knownAs, known.value, rules)) : known;
    },
    async check(hop, offered, memory, asked, signal) {
      const known = await read(hop);
      if (!known.ok) return known;
      const judged = judgeHostKey(offered, hop.knownAs, known.value, rules);
      const at = hop.hop.at;
      if (judged.verdict === 'known') return ok(undefined);
      if (judged.verdict === 'revoked') return err({ code: 'host-key-revoked', at, offered: offered.fingerprint });
      if (memory.once.has(trustMark(hop, offered))) return ok(undefined);
      if (judged.verdict === 'changed') {
        memory.change = { hop, expected: judged.expected, offered };
        return err({ code: 'host-key-changed', at, keyType: offered.keyType, expected: judged.expected.map((key) => key.fingerprint), offered: offered.fingerprint, knownHostsPlace: placesOf(judged.expected) });
      }
      return await askUnknown(needs, hop, offered, judged.otherKnownKeys, memory, asked, signal);
    },
    async askAboutChange(change, memory, asked, signal) {
      const { hop, offered, expected } = change;
      const answer = await needs.asks.share(`changed ${trustMark(hop, offered)}`, signal, asked.onAsked, (withdrawn, onAsked) =>
        needs.asker.ask({ kind: 'host-key-changed', host: asked.host, hostName: asked.hostName, at: hop.hop.at, keyType: offered.keyType, expected: expected.map((key) => key.fingerprint), offered: offered.fingerprint, knownHostsPlace: placesOf(expected) }, withdrawn, onAsked));
      if (answer === null || signal.aborted || answer.kind !== 'trust') return false;
      return await accept(needs, hop, offered, answer.keep, memory, (text) => replaceKnownKey(text, hop.knownAs, expected, offered));
    },
  };
}

async function askUnknown(needs: Needs, hop: RouteHop, offered: OfferedKey, otherKnownKeys: readonly KnownKey[], memory: KeyMemory, asked: AskedFor, signal: AbortSignal): Promise<Result<void, AppError>> {
  const answer: Answer | null = await needs.asks.share(`unknown ${trustMark(hop, offered)}`, signal, asked.onAsked, (withdrawn, onAsked) =>
    needs.asker.ask({ kind: 'host-key-unknown', host: asked.host, hostName: asked.hostName, at: hop.hop.at, keyType: offered.keyType, fingerprint: offered.fingerprint, otherKnownKeys: otherKnownKeys.map((key) => `${key.keyType} ${key.fingerprint}`) }, withdrawn, onAsked));
  if (answer === null || signal.aborted) return err({ code: 'cancelled' });
  asked.onAnswered();
  if (answer.kind !== 'trust') return err({ code: 'question-declined', kind: 'host-key-unknown' });
  await accept(needs, hop, offered, answer.keep, memory, (text) => addKnownKey(text, hop.knownAs, offered));
  return ok(undefined);
}

/** A trust that cannot be saved holds for this connection; the next start asks again. */
async function accept(needs: Needs, hop: RouteHop, offered: OfferedKey, keep: 'once' | 'save', memory: KeyMemory, change: (text: string) => string): Promise<boolean> {
  memory.once.add(trustMark(hop, offered));
  if (keep === 'save') {
    const saved = await needs.files.changeOwn(change);
    if (!saved.ok) needs.log.warn('host key could not be saved', { at: hop.hop.at, problem: saved.error.code });
  }
  return true;
}

function trustMark(hop: RouteHop, offered: OfferedKey): string {
  return `${hop.knownAs} ${offered.blob}`;
}

function placesOf(keys: readonly KnownKey[]): string {
  return [...new Set(keys.map((key) => key.place))].slice(0, 5).join(', ');
}
