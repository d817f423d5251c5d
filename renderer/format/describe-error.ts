/**
 * An error as a person reads it: what happened, why, what to do, and a short form for a row. Exhaustive: a new code
 * does not compile until it has its words. Foreign parts are isolated before they enter a sentence.
 */
import type { TFunction } from 'i18next';
import type { AppError } from '#shared/errors.ts';
import { never } from '#shared/result.ts';
import type { Formats } from './create-formats.ts';
import { isolateForeign } from './show-foreign.ts';

export type ErrorWords = { readonly what: string; readonly why: string; readonly next: string; readonly short: string };
type T = TFunction<'errors'>;

/** Codes whose words need nothing but their own fields. */
type PlainCode = Exclude<AppError['code'], Extract<AppError, { because: unknown }>['code'] | 'broker-url-invalid'>;
type ReasonCode = Extract<AppError, { because: unknown }>['code'] | 'broker-url-invalid';

export function describeError(t: T, formats: Formats, error: AppError): ErrorWords {
  const name = (value: string): string => isolateForeign(value);
  switch (error.code) {
    case 'read-only':
    case 'not-served-here':
    case 'cancelled':
    case 'link-lost':
    case 'question-declined':
    case 'broker-not-found': return plain(t, error.code, {});
    case 'invalid-input': return plain(t, error.code, { where: name(error.where), problem: name(error.problem) });
    case 'not-found': return plain(t, error.code, { what: name(error.what) });
    case 'version-mismatch': return plain(t, error.code, { ours: name(error.ours), theirs: name(error.theirs) });
    case 'deadline-passed': return plain(t, error.code, { waited: formats.duration(error.waitedMs) });
    case 'internal': return plain(t, error.code, { reference: name(error.reference) });
    case 'name-unknown': return plain(t, error.code, { at: name(error.at), name: name(error.name) });
    case 'host-key-unknown': return plain(t, error.code, { at: name(error.at), keyType: name(error.keyType), fingerprint: name(error.fingerprint) });
    case 'host-key-changed': return plain(t, error.code, { at: name(error.at), expected: names(t, formats, error.expected), offered: name(error.offered), place: name(error.knownHostsPlace) });
    case 'host-key-revoked': return plain(t, error.code, { at: name(error.at), offered: name(error.offered) });
    case 'ssh-login-refused': return plain(t, error.code, { at: name(error.at), tried: names(t, formats, error.tried), accepted: names(t, formats, error.accepted) });
    case 'ssh-config-invalid': return plain(t, error.code, { problem: name(error.problem) });
    case 'sessions-exhausted': return plain(t, error.code, { at: name(error.at) });
    case 'no-reply': return plain(t, error.code, { workers: names(t, formats, error.workers), waited: formats.duration(error.waitedMs) });
    case 'worker-refused': return plain(t, error.code, { worker: name(error.worker), message: isolateForeign(error.message, 300) });
    case 'not-agreed': return plain(t, error.code, { needed: names(t, formats, error.needed) });
    case 'recovery-refused': return reasoned(t, error.code, error.because, { unmet: names(t, formats, error.unmet), until: error.until === null ? '–' : formats.clock(error.until) });
    case 'message-refused': return reasoned(t, error.code, error.because, {});
    case 'not-supported-by-pool': return plain(t, error.code, { ability: name(error.ability), pool: name(error.pool) });
    case 'fleet-file-invalid': return plain(t, error.code, { problems: fileProblems(t, error.problems) });
    case 'host-unreachable':
    case 'ssh-handshake-failed': return reasoned(t, error.code, error.because, { at: name(error.at) });
    case 'forward-refused': return reasoned(t, error.code, error.because, { at: name(error.at), target: name(error.target) });
    case 'shell-unusable': return reasoned(t, error.code, error.because, { at: name(error.at), exitCode: error.exitCode ?? '–' });
    case 'fix-refused':
    case 'fix-failed': return reasoned(t, error.code, error.because, { about: isolateForeign(error.about, 300) });
    case 'supervision-refused':
    case 'supervision-failed': return reasoned(t, error.code, error.because, { worker: name(error.worker), about: isolateForeign(error.about, 300) });
    case 'link-refused':
    case 'agent-unavailable':
    case 'deploy-refused':
    case 'vault-unavailable': return reasoned(t, error.code, error.because, {});
    case 'key-unusable':
    case 'file-failed': return reasoned(t, error.code, error.because, { path: name(error.path) });
    case 'broker-url-invalid': return reasoned(t, error.code, error.problem, {});
    case 'broker-unreachable':
    case 'broker-login-refused':
    case 'broker-tls-failed':
    case 'broker-not-ready':
    case 'broker-refuses-writes': return reasoned(t, error.code, error.because, { broker: name(error.broker) });
    default: return never(error);
  }
}

type Fields = Readonly<Record<string, string | number>>;
/** Keys are made from codes; that every code and reason has its words in both languages is proven by a unit test. */
type AnyT = (key: string, fields: Fields) => string;

function plain(t: T, code: PlainCode, fields: Fields): ErrorWords {
  const say = t as unknown as AnyT;
  return { what: say(`${code}.what`, fields), why: say(`${code}.why`, fields), next: say(`${code}.next`, fields), short: say(`${code}.short`, fields) };
}

function reasoned(t: T, code: ReasonCode, because: string, fields: Fields): ErrorWords {
  const say = t as unknown as AnyT;
  const at = `${code}.because.${because}`;
  return { what: say(`${code}.what`, fields), why: say(`${at}.why`, fields), next: say(`${at}.next`, fields), short: say(`${at}.short`, fields) };
}

function names(t: T, formats: Formats, all: readonly string[]): string {
  return all.length === 0 ? t('nothing') : formats.list(all.slice(0, 5).map((one) => isolateForeign(one)));
}

function fileProblems(t: T, problems: Extract<AppError, { code: 'fleet-file-invalid' }>['problems']): string {
  return problems.slice(0, 5).map((one) => t('fleetFileLine', { line: one.line, path: isolateForeign(one.path), problem: describeFileProblem(t, one) })).join(' · ');
}

/** The reason in this language; the engine's own English sentence only where it gave no reason. */
export function describeFileProblem(t: T, { problem, reason, about }: Extract<AppError, { code: 'fleet-file-invalid' }>['problems'][number]): string {
  return reason === undefined ? isolateForeign(problem) : t(`fleetFileReason.${reason}`, { about: isolateForeign(about ?? '') });
}
