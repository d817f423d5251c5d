/**
 * Causes from facts: rules that agree combine as noisy-or, never to certainty. A poison task is told first: it is what to act on.
 */
import type { Cause, CauseCode, RaiseCode } from '#shared/domain/crash.ts';
import { causeRules } from './cause-rules.ts';
import type { Facts } from './incident-facts.ts';

const ceiling = 0.98;

export function inferCauses(facts: Facts): readonly Cause[] {
  const found = new Map<CauseCode, { doubt: number; rules: { name: string; confidence: number }[]; raise: Set<RaiseCode> }>();
  for (const rule of causeRules) {
    if (!rule.when(facts)) continue;
    const entry = found.get(rule.code) ?? { doubt: 1, rules: [], raise: new Set<RaiseCode>() };
    found.set(rule.code, entry);
    entry.doubt *= 1 - rule.confidence;
    entry.rules.push({ name: rule.name, confidence: rule.confidence });
    for (const raise of rule.raise ?? []) if (!isMet(raise, facts)) entry.raise.add(raise);
  }
  const causes = [...found].map(([code, { doubt, rules, raise }]): Cause => ({
    code, confidence: Math.min(ceiling, Math.round((1 - doubt) * 1000) / 1000),
    rules: rules.toSorted((a, b) => b.confidence - a.confidence).map(({ name }) => name).slice(0, 10), raise: [...raise].slice(0, 10),
  }));
  if (causes.length === 0) return [unknownCause(facts)];
  return causes.toSorted((a, b) => first(b) - first(a) || b.confidence - a.confidence || (a.code < b.code ? -1 : 1));
}

const first = ({ code }: Cause): number => (code === 'poison-task' ? 1 : 0);

/** Evidence that is there already need not be asked for. */
function isMet(raise: RaiseCode, facts: Facts): boolean {
  switch (raise) {
    case 'kernel-log': return facts.kernelLog === 'readable';
    case 'memory-history': return facts.sight.hasMemoryHistory;
    case 'faulthandler': return facts.faultHandler;
    case 'core-dump': return facts.hasCore;
    case 'more-occurrences': return facts.sameSignature >= 3;
    case 'task-events': return facts.sight.seesTasks;
    default: return false;
  }
}

function unknownCause(facts: Facts): Cause {
  const raise: RaiseCode[] = facts.isInferred ? ['supervisor-log', 'kernel-log', 'process-names'] : ['supervisor-log', 'kernel-log', 'info-level-log'];
  return { code: 'unknown', confidence: 0, rules: [], raise: raise.filter((code) => !isMet(code, facts)) };
}
