import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { causeRules } from '#electron/crashes/core/cause-rules.ts';
import type { Facts } from '#electron/crashes/core/incident-facts.ts';
import { inferCauses } from '#electron/crashes/core/infer-cause.ts';
import { blindSight } from '#electron/crashes/core/assembly-state.ts';

const nothing: Facts = {
  kind: 'main-died', signal: null, exitCode: null, exception: null, times: 1, aliveMs: null, isInferred: false, oom: null, hasOomCounter: false, isContainerFlagged: false, isUnitFlagged: false,
  hardLimit: false, softLimit: false, revoked: false, stopTimeout: false, stopBefore: false, killAsked: false, memoryWasHigh: false, addressSpace: null, heapText: false, terminateText: false, faultHandler: false,
  library: null, hasCore: false, underVoltage: false, isHot: false, ioError: false, sameSignature: 1, otherPrograms: 0, gaveUp: false, isOutageElsewhere: false, hints: [], sources: 1, kernelLog: 'unknown', sight: blindSight, hasTask: false,
};
const causes = (facts: Partial<Facts>): (readonly [string, number])[] => inferCauses({ ...nothing, ...facts }).map(({ code, confidence }) => [code, confidence] as const);

describe('the table', () => {
  it('is the one in the documentation', () => {
    const page = readFileSync(new URL('../../../docs/spec/crashes.md', import.meta.url), 'utf8');
    expect(causeRules.filter(({ name }) => !page.includes(`\`${name}\``)).map(({ name }) => name)).toEqual([]);
    expect(new Set(causeRules.map(({ name }) => name)).size).toBe(causeRules.length);
    for (const { confidence } of causeRules) expect(confidence > 0 && confidence <= 0.98).toBe(true);
  });

  it('never calls a hard limit out of memory, whatever else is true', () => {
    const all: Partial<Facts> = { kind: 'task-killed', signal: 'SIGKILL', hardLimit: true, oom: 'limit', isContainerFlagged: true, isUnitFlagged: true, memoryWasHigh: true, hasOomCounter: true, kernelLog: 'denied' };
    expect(causes(all)).toEqual([['hard-time-limit', 0.97]]);
  });

  it('combines what agrees, and stays below certainty', () => {
    expect(causes({ signal: 'SIGSEGV', library: 'libopenblas64_p', sameSignature: 3 })).toEqual([['native-library', 0.808]]);
    expect(causes({ signal: 'SIGSEGV', faultHandler: true })[0]).toEqual(['native-crash', 0.9]);
    expect(causes({ signal: 'SIGSEGV', otherPrograms: 2, underVoltage: true })[0]).toEqual(['hardware-suspect', 0.84]);
    expect(causes({ signal: 'SIGKILL', oom: 'limit', hasOomCounter: true, isUnitFlagged: true })[0]).toEqual(['oom-limit', 0.98]);
  });

  it('says that it does not know, and what would tell', () => {
    expect(inferCauses(nothing)).toEqual([{ code: 'unknown', confidence: 0, rules: [], raise: ['supervisor-log', 'kernel-log', 'info-level-log'] }]);
    expect(inferCauses({ ...nothing, kernelLog: 'readable' })[0]?.raise).not.toContain('kernel-log');
  });

  it.each<[Partial<Facts>, string]>([
    [{ signal: 'SIGILL' }, 'illegal-instruction'],
    [{ signal: 'SIGBUS', ioError: true }, 'file-truncated'],
    [{ exception: 'MemoryError' }, 'unhandled-exception'],
    [{ exception: 'MemoryError', addressSpace: 'short' }, 'address-space-limit'],
    [{ exception: 'MemoryError', addressSpace: 'limited' }, 'address-space-limit'],
    [{ exception: 'MemoryError', addressSpace: 'limited', memoryWasHigh: true }, 'unknown'],
    [{ signal: 'SIGSEGV', addressSpace: 'short' }, 'address-space-limit'],
    [{ signal: 'SIGSEGV', addressSpace: 'limited' }, 'native-crash'],
    [{ exitCode: 1, aliveMs: 2000, times: 3 }, 'start-failure'],
    [{ exception: 'ModuleNotFoundError', exitCode: 1, aliveMs: 900 }, 'start-failure'],
    [{ signal: 'SIGTERM' }, 'stopped-by-signal'],
    [{ signal: 'SIGKILL', stopBefore: true, killAsked: true }, 'killed-stop-timeout'],
    [{ signal: 'SIGKILL', killAsked: true }, 'killed-by-hand'],
    [{ kind: 'stall', hints: ['peer-named-by-several'] }, 'peer-stalled'],
    [{ kind: 'stall', hints: ['peer-named-by-several', 'printer-solo-after-task'] }, 'printer-stalled'],
    [{ kind: 'outage', sources: 3 }, 'broker-outage'],
    [{ kind: 'host-restarted', underVoltage: true }, 'power-loss'],
  ])('%j is %s', (facts, code) => {
    expect(causes(facts)[0]?.[0]).toBe(code);
  });
});
