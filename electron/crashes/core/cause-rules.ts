/**
 * The inference table: evidence, cause, confidence, and what would settle it. One row per rule; docs/spec/crashes.md names them.
 * Must stay true: a hard time limit is never called out of memory; what was not looked at proves nothing.
 */
import type { CauseCode, RaiseCode } from '#shared/domain/crash.ts';
import { printerHints } from './handle-stall.ts';
import type { Facts } from './incident-facts.ts';

export type CauseRule = {
  readonly name: string;
  readonly code: CauseCode;
  readonly when: (facts: Facts) => boolean;
  readonly confidence: number;
  readonly raise?: readonly RaiseCode[];
};

const killed = (facts: Facts): boolean => facts.signal === 'SIGKILL' && !facts.hardLimit && !facts.revoked;
const oomTold = (facts: Facts): boolean => facts.oom !== null || facts.isContainerFlagged || facts.isUnitFlagged;
const stopTold = (facts: Facts): boolean => facts.stopTimeout || facts.killAsked || facts.stopBefore;
const died = (facts: Facts): boolean => facts.kind !== 'stall' && facts.kind !== 'outage' && facts.kind !== 'host-restarted';
const segv = (facts: Facts): boolean => facts.signal === 'SIGSEGV';
const exited = (facts: Facts): boolean => facts.signal === null && facts.exitCode !== null && facts.exitCode !== 0;
const startTroubles = /(?:ImportError|ModuleNotFoundError|SyntaxError|ImproperlyConfigured|IndentationError|NameError|AttributeError|FileNotFoundError|PermissionError)$/;
const blamesPrinter = (facts: Facts): boolean => facts.hints.some((hint) => printerHints.includes(hint));
const nativeRaise: readonly RaiseCode[] = ['faulthandler', 'core-dump'];

export const causeRules: readonly CauseRule[] = [
  // time limits and wishes come first: their SIGKILL is Celery's own
  { name: 'hard-limit-said', code: 'hard-time-limit', confidence: 0.97, when: ({ hardLimit }) => hardLimit },
  { name: 'soft-limit-said', code: 'soft-time-limit', confidence: 0.97, when: ({ softLimit, hardLimit }) => softLimit && !hardLimit },
  { name: 'revoke-terminated', code: 'task-revoked', confidence: 0.95, when: ({ revoked, hardLimit }) => revoked && !hardLimit },

  { name: 'kernel-oom-limit', code: 'oom-limit', confidence: 0.97, when: (facts) => facts.oom === 'limit' && !facts.hardLimit },
  { name: 'kernel-oom-global', code: 'oom-global', confidence: 0.97, when: (facts) => facts.oom === 'global' && !facts.hardLimit },
  { name: 'kernel-oom', code: 'oom-global', confidence: 0.9, raise: ['kernel-log'], when: (facts) => facts.oom === 'unknown-scope' && !facts.hardLimit && !facts.hasOomCounter },
  { name: 'memory-events-rose', code: 'oom-limit', confidence: 0.97, when: (facts) => facts.hasOomCounter && facts.oom === 'limit' && !facts.hardLimit },
  // of the whole host: with a readable kernel log its own words decide
  { name: 'oom-count-rose', code: 'oom-probable', confidence: 0.9, raise: ['kernel-log'], when: (facts) => facts.hasOomCounter && killed(facts) && facts.oom === null && facts.kernelLog !== 'readable' && !stopTold(facts) },
  { name: 'container-oom-flag', code: 'oom-container', confidence: 0.95, raise: ['kernel-log'], when: (facts) => facts.isContainerFlagged && !facts.hardLimit },
  { name: 'unit-oom-flag', code: 'oom-limit', confidence: 0.9, raise: ['kernel-log'], when: (facts) => facts.isUnitFlagged && facts.oom === null && !facts.hardLimit },
  { name: 'memory-was-high', code: 'oom-probable', confidence: 0.7, raise: ['kernel-log', 'memory-events'], when: (facts) => killed(facts) && facts.memoryWasHigh && !oomTold(facts) && !stopTold(facts) && facts.kernelLog !== 'readable' },

  { name: 'stop-took-too-long', code: 'killed-stop-timeout', confidence: 0.95, when: (facts) => killed(facts) && !oomTold(facts) && (facts.stopTimeout || (facts.stopBefore && facts.killAsked)) },
  { name: 'kill-was-asked', code: 'killed-by-hand', confidence: 0.95, when: (facts) => killed(facts) && !oomTold(facts) && facts.killAsked && !facts.stopBefore && !facts.stopTimeout },
  { name: 'kernel-log-clean', code: 'killed-by-hand', confidence: 0.8, raise: ['supervisor-log'], when: (facts) => killed(facts) && !oomTold(facts) && !stopTold(facts) && facts.kernelLog === 'readable' },
  { name: 'kill-unexplained', code: 'killed-unexplained', confidence: 0.4, raise: ['kernel-log', 'memory-events', 'memory-history'], when: (facts) => killed(facts) && !oomTold(facts) && !stopTold(facts) && facts.kernelLog !== 'readable' && !facts.hasOomCounter },
  { name: 'stopped-by-signal', code: 'stopped-by-signal', confidence: 0.8, raise: ['supervisor-log'], when: (facts) => facts.signal !== null && ['SIGTERM', 'SIGINT', 'SIGQUIT', 'SIGHUP'].includes(facts.signal) && !facts.revoked },

  { name: 'fault-in-library', code: 'native-library', confidence: 0.65, raise: ['library-versions', 'more-occurrences'], when: (facts) => segv(facts) && facts.library !== null },
  { name: 'same-fault-again', code: 'native-library', confidence: 0.45, raise: ['library-versions'], when: (facts) => segv(facts) && facts.library !== null && facts.sameSignature >= 3 },
  { name: 'fault-place-known', code: 'native-crash', confidence: 0.75, raise: ['core-dump'], when: (facts) => segv(facts) && facts.faultHandler },
  { name: 'fault-signal', code: 'native-crash', confidence: 0.6, raise: nativeRaise, when: (facts) => (segv(facts) || facts.signal === 'SIGFPE') && facts.library === null },
  { name: 'many-programs-fault', code: 'hardware-suspect', confidence: 0.6, raise: ['voltage-record'], when: (facts) => segv(facts) && facts.otherPrograms >= 2 },
  { name: 'low-voltage-near', code: 'hardware-suspect', confidence: 0.6, raise: ['more-occurrences'], when: (facts) => (segv(facts) || facts.signal === 'SIGILL' || facts.signal === 'SIGBUS') && (facts.underVoltage || facts.isHot) },
  { name: 'address-space-short', code: 'address-space-limit', confidence: 0.75, when: (facts) => (segv(facts) || isMemoryError(facts)) && facts.addressSpace === 'short' },
  { name: 'address-space-limited', code: 'address-space-limit', confidence: 0.6, raise: ['address-space-figures'], when: (facts) => isMemoryError(facts) && facts.addressSpace === 'limited' && !facts.memoryWasHigh },
  { name: 'heap-text', code: 'heap-corruption', confidence: 0.85, raise: ['core-dump', 'library-versions'], when: (facts) => facts.heapText },
  { name: 'terminate-text', code: 'unhandled-exception', confidence: 0.85, raise: ['core-dump'], when: (facts) => facts.terminateText },
  { name: 'abort-signal', code: 'aborted', confidence: 0.6, raise: nativeRaise, when: (facts) => facts.signal === 'SIGABRT' && !facts.heapText && !facts.terminateText },
  { name: 'bus-error', code: 'file-truncated', confidence: 0.6, raise: ['kernel-log'], when: (facts) => facts.signal === 'SIGBUS' },
  { name: 'storage-error-near', code: 'file-truncated', confidence: 0.5, when: (facts) => facts.signal === 'SIGBUS' && facts.ioError },
  { name: 'illegal-instruction', code: 'illegal-instruction', confidence: 0.85, raise: ['library-versions'], when: (facts) => facts.signal === 'SIGILL' },

  { name: 'unrecoverable-error', code: 'unhandled-exception', confidence: 0.9, when: (facts) => died(facts) && facts.exception !== null && facts.signal === null && !(isMemoryError(facts) && facts.addressSpace !== null) && !isStartTrouble(facts) && !facts.softLimit && !facts.hardLimit },
  { name: 'start-fails-again', code: 'start-failure', confidence: 0.9, when: (facts) => exited(facts) && isShort(facts) && facts.times >= 3 },
  { name: 'import-or-config-error', code: 'start-failure', confidence: 0.9, when: (facts) => died(facts) && isStartTrouble(facts) },
  { name: 'exit-soon-after-start', code: 'start-failure', confidence: 0.6, raise: ['supervisor-log', 'more-occurrences'], when: (facts) => exited(facts) && isShort(facts) && facts.times < 3 && facts.exception === null },
  { name: 'exit-code', code: 'child-exit', confidence: 0.9, when: (facts) => facts.kind === 'child-died' && exited(facts) },
  { name: 'supervisor-gave-up', code: 'restart-loop', confidence: 0.55, raise: ['supervisor-log'], when: ({ gaveUp }) => gaveUp },

  { name: 'booted-unasked', code: 'power-loss', confidence: 0.85, raise: ['voltage-record'], when: ({ kind }) => kind === 'host-restarted' },
  { name: 'voltage-before-boot', code: 'power-loss', confidence: 0.5, when: ({ kind, underVoltage }) => kind === 'host-restarted' && underVoltage },
  { name: 'several-lost-broker', code: 'broker-outage', confidence: 0.9, when: ({ kind, sources }) => kind === 'outage' && sources >= 2 },
  { name: 'one-lost-broker', code: 'broker-outage', confidence: 0.75, raise: ['peer-log'], when: ({ kind, sources }) => kind === 'outage' && sources < 2 },

  { name: 'hosts-lost-broker-together', code: 'broker-outage', confidence: 0.9, when: ({ kind, isOutageElsewhere }) => kind === 'outage' && isOutageElsewhere },

  { name: 'printer-solo-after-task', code: 'printer-stalled', confidence: 0.85, when: ({ hints }) => hints.includes('printer-solo-after-task') },
  { name: 'printer-after-long-task', code: 'printer-stalled', confidence: 0.6, raise: ['peer-log'], when: ({ hints }) => hints.includes('printer-after-long-task') },
  { name: 'printer-names-several', code: 'printer-stalled', confidence: 0.6, raise: ['peer-log'], when: ({ hints }) => hints.includes('printer-names-several') },
  { name: 'peer-log-went-on', code: 'printer-stalled', confidence: 0.8, when: ({ hints }) => hints.includes('peer-log-went-on') },
  { name: 'peer-solo-in-task', code: 'peer-stalled', confidence: 0.8, when: (facts) => facts.hints.includes('peer-solo-in-task') && !blamesPrinter(facts) },
  { name: 'peer-named-by-several', code: 'peer-stalled', confidence: 0.75, raise: ['peer-log'], when: ({ hints }) => hints.includes('peer-named-by-several') },
  { name: 'peer-named', code: 'peer-stalled', confidence: 0.5, raise: ['peer-log'], when: (facts) => facts.kind === 'stall' && !blamesPrinter(facts) },

  { name: 'same-task-again', code: 'poison-task', confidence: 0.9, when: (facts) => facts.kind === 'child-died' && facts.times >= 2 && facts.hasTask },
];

const isMemoryError = (facts: Facts): boolean => facts.exception?.endsWith('MemoryError') === true;
const isShort = (facts: Facts): boolean => facts.aliveMs !== null && facts.aliveMs <= 15_000;
const isStartTrouble = (facts: Facts): boolean => facts.signal === null && facts.exception !== null && startTroubles.test(facts.exception) && (facts.aliveMs === null || facts.aliveMs <= 60_000) && facts.kind !== 'child-died' && facts.kind !== 'task-killed';
