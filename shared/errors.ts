/**
 * The closed list of errors that may cross to a person. Each carries ids and enums, never a library's raw text,
 * a command line, a key or a password. Adding a code breaks the compile of renderer/format/describe-error.ts and
 * electron/cli/describe-error.ts until someone writes the sentence and the next step.
 */
import { z } from 'zod';

/** `at` is the hop that failed, as `user@host:port`: with jump hosts it may not be the host itself. */
const at = z.string().max(700);

export const FleetFileReason = z.enum(['syntax', 'unknown-key', 'missing', 'wrong-kind', 'not-allowed', 'secret', 'repeated-name', 'too-large', 'version']);
export type FleetFileReason = z.infer<typeof FleetFileReason>;

/** Why a worker may not be started, stopped or restarted; said before the click where it can be known then. */
export const SupervisionRefusal = z.enum([
  'read-only', 'host-not-connected', 'host-unknown', 'python-missing', 'python-too-old', 'cannot-look', 'backend-unknown', 'backend-missing',
  'not-running', 'already-running', 'not-known-yet', 'needs-sudo', 'other-user', 'no-docker-access', 'no-socket-access', 'no-user-manager', 'tool-missing',
  'nothing-captured', 'broker-not-connected', 'queues-unknown',
  // only once it was tried
  'locked', 'preview-old', 'process-changed', 'consent-refused', 'too-many',
]);
export type SupervisionRefusal = z.infer<typeof SupervisionRefusal>;

export const AppError = z.discriminatedUnion('code', [
  // asking us
  z.object({ code: z.literal('invalid-input'), where: z.string(), problem: z.string() }),
  z.object({ code: z.literal('not-found'), what: z.string() }),
  z.object({ code: z.literal('read-only') }),
  z.object({ code: z.literal('version-mismatch'), ours: z.string(), theirs: z.string() }),
  z.object({ code: z.literal('not-served-here'), by: z.enum(['desktop']) }),
  z.object({ code: z.literal('cancelled') }),
  z.object({ code: z.literal('deadline-passed'), waitedMs: z.number() }),
  z.object({ code: z.literal('link-lost') }),
  /** The loopback door did not open: a used or wrong token, too many windows, or too many wrong tokens just before. */
  z.object({ code: z.literal('link-refused'), because: z.enum(['token', 'too-many-clients', 'too-many-attempts']) }),
  z.object({ code: z.literal('internal'), reference: z.string() }),
  // reaching a host
  z.object({ code: z.literal('name-unknown'), at, name: z.string() }),
  z.object({ code: z.literal('host-unreachable'), at, because: z.enum(['refused', 'no-route', 'timeout', 'closed', 'reset', 'network-down']) }),
  z.object({ code: z.literal('ssh-handshake-failed'), at, because: z.enum(['not-ssh', 'no-common-algorithm', 'closed-early', 'timeout', 'protocol']) }),
  z.object({ code: z.literal('host-key-unknown'), at, keyType: z.string(), fingerprint: z.string() }),
  z.object({ code: z.literal('host-key-changed'), at, keyType: z.string(), expected: z.array(z.string()), offered: z.string(), knownHostsPlace: z.string() }),
  z.object({ code: z.literal('host-key-revoked'), at, offered: z.string() }),
  z.object({ code: z.literal('ssh-login-refused'), at, tried: z.array(z.string()), accepted: z.array(z.string()) }),
  z.object({ code: z.literal('key-unusable'), path: z.string(), because: z.enum(['missing', 'not-readable', 'bad-format', 'passphrase-wrong', 'passphrase-needed', 'too-large']) }),
  z.object({ code: z.literal('agent-unavailable'), because: z.enum(['no-socket', 'no-keys', 'refused']) }),
  z.object({ code: z.literal('ssh-config-invalid'), problem: z.string() }),
  z.object({ code: z.literal('question-declined'), kind: z.string() }),
  z.object({ code: z.literal('sessions-exhausted'), at }),
  z.object({ code: z.literal('forward-refused'), at, target: z.string(), because: z.enum(['prohibited', 'connect-failed', 'other']) }),
  z.object({ code: z.literal('shell-unusable'), at, because: z.enum(['no-marker', 'exited', 'no-proc', 'not-linux']), exitCode: z.number().nullable() }),
  // reaching a broker
  z.object({ code: z.literal('broker-not-found') }),
  z.object({ code: z.literal('broker-url-invalid'), problem: z.enum(['not-a-url', 'scheme', 'host', 'port', 'database', 'unsupported']) }),
  z.object({ code: z.literal('broker-unreachable'), broker: z.string(), because: z.enum(['refused', 'timeout', 'name-unknown', 'closed', 'not-redis', 'forward-refused']) }),
  z.object({ code: z.literal('broker-login-refused'), broker: z.string(), because: z.enum(['password-needed', 'wrong-password', 'no-permission']) }),
  z.object({ code: z.literal('broker-tls-failed'), broker: z.string(), because: z.enum(['untrusted', 'expired', 'wrong-name', 'not-tls', 'other']) }),
  z.object({ code: z.literal('broker-not-ready'), broker: z.string(), because: z.enum(['loading', 'master-down', 'busy-script']) }),
  z.object({ code: z.literal('broker-refuses-writes'), broker: z.string(), because: z.enum(['misconf', 'out-of-memory', 'read-only-replica']) }),
  // workers
  z.object({ code: z.literal('no-reply'), workers: z.array(z.string()), waitedMs: z.number() }),
  /** The worker answered with an error; `message` is its own text, cut to 300 characters. */
  z.object({ code: z.literal('worker-refused'), worker: z.string(), message: z.string().max(300) }),
  z.object({ code: z.literal('not-supported-by-pool'), ability: z.string(), pool: z.string() }),
  // deploying
  /** `host-changed`: the Pi is no longer as the plan saw it. `plan-refused`: the plan itself says why. */
  z.object({ code: z.literal('deploy-refused'), because: z.enum(['plan-expired', 'plan-refused', 'host-changed', 'host-away', 'already-running', 'no-sudo', 'config-invalid', 'start-failed', 'stop-failed', 'not-verified']) }),
  // fixes
  z.object({ code: z.literal('fix-refused'), because: z.enum(['plan-expired', 'plan-refused', 'host-changed', 'host-away', 'broker-away', 'gone', 'still-in-force', 'needs-root', 'disk-full', 'not-writable', 'failed']), about: z.string().max(300) }),
  /** It was tried and taken back. `not-proven`: the worker did not come back as it should. */
  z.object({ code: z.literal('fix-failed'), because: z.enum(['command-failed', 'not-proven', 'rolled-back-already', 'answer-lost']), about: z.string().max(300) }),
  // recovery and messages
  /** A person must agree to these first (names of consents of the command asked for). */
  z.object({ code: z.literal('not-agreed'), needed: z.array(z.string().max(60)).max(20) }),
  /** `unmet`: ids of preconditions. `until`: when the guard lets the next one through. */
  z.object({ code: z.literal('recovery-refused'), because: z.enum(['precondition-unmet', 'storm-guard', 'already-running', 'unavailable']), unmet: z.array(z.string().max(60)).max(40), until: z.number().nullable() }),
  /** `not-whole`: only a shortened text of it is left, which is never sent. `locked`: a worker restores messages right now. */
  z.object({ code: z.literal('message-refused'), because: z.enum(['gone', 'not-whole', 'no-queue', 'locked', 'not-saved', 'already-undone', 'not-a-task']) }),
  /** Nothing was done. `about` is a unit, a user or a holder, as text for people. */
  z.object({ code: z.literal('supervision-refused'), worker: z.string().max(600), because: SupervisionRefusal, about: z.string().max(300) }),
  /** It was tried. `about` is the program's own words, cut to 300 characters. */
  z.object({ code: z.literal('supervision-failed'), worker: z.string().max(600), because: z.enum(['backend-refused', 'did-not-end', 'did-not-start', 'died-at-once', 'answer-lost', 'host-restarted']), about: z.string().max(300) }),
  // files and secrets of ours
  z.object({
    code: z.literal('fleet-file-invalid'),
    /** `problem` is a sentence in English; `reason` and `about` let a face say it in another language. */
    problems: z.array(z.object({ line: z.number(), column: z.number(), path: z.string(), problem: z.string(), reason: FleetFileReason.optional(), about: z.string().max(300).optional() })).max(50),
  }),
  z.object({ code: z.literal('file-failed'), path: z.string(), because: z.enum(['missing', 'not-readable', 'not-writable', 'disk-full', 'bad-format', 'too-large', 'other']) }),
  z.object({ code: z.literal('vault-unavailable'), because: z.enum(['no-keychain', 'locked', 'failed']) }),
]);
export type AppError = z.infer<typeof AppError>;
export type AppErrorCode = AppError['code'];
