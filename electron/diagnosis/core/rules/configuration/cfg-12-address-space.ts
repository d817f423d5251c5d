/** CFG-12: RLIMIT_AS limits virtual addresses, not memory: it makes the crashes it is meant to prevent. */
import { isHad, unknownOf, workerSubject } from '#electron/diagnosis/core/judging.ts';
import { eachWorker } from '#electron/diagnosis/core/worker-settings.ts';
import type { OneProcess } from '#electron/diagnosis/core/evidence-process.ts';
import type { Rule } from '#electron/diagnosis/core/rule.ts';

export const addressSpace: Rule = {
  id: 'CFG-12',
  category: 'configuration',
  impact: 3,
  link: 'https://man7.org/linux/man-pages/man2/getrlimit.2.html',
  words: {
    en: {
      title: 'Limit of the address space',
      says: { ok: 'The address space is not limited.', limited: 'RLIMIT_AS is {{limit|bytes}} and {{used|bytes}} of addresses are in use ({{resident|bytes}} of memory).', short: '{{used|bytes}} of the {{limit|bytes}} of addresses are in use: the next thread or library fails, as MemoryError or as SIGSEGV.' },
      cause: 'resource.setrlimit(RLIMIT_AS) or ulimit -v was set to limit memory. It counts addresses: stacks of threads, arenas and mapped libraries reserve far more than they use.',
      fix: 'Remove it, and limit the memory with MemoryMax= of the unit, the container’s limit, or the recycling of processes.', refute: 'Max address space in /proc/PID/limits reads unlimited.',
    },
    fr: {
      title: 'Limite de l’espace d’adressage',
      says: { ok: 'L’espace d’adressage n’est pas limité.', limited: 'RLIMIT_AS vaut {{limit|bytes}} et {{used|bytes}} d’adresses sont prises ({{resident|bytes}} de mémoire).', short: '{{used|bytes}} des {{limit|bytes}} d’adresses sont prises : le prochain fil ou la prochaine bibliothèque échoue, en MemoryError ou en SIGSEGV.' },
      cause: 'resource.setrlimit(RLIMIT_AS) ou ulimit -v a été posé pour limiter la mémoire. Il compte des adresses : piles des fils, arènes et bibliothèques en réservent bien plus qu’elles n’en utilisent.',
      fix: 'Le retirer, et limiter la mémoire par MemoryMax= de l’unité, la limite du conteneur, ou le recyclage des processus.', refute: 'Max address space dans /proc/PID/limits indique unlimited.',
    },
  },
  judge: (evidence) => eachWorker(evidence, ({ main }) => {
    const read = (one: OneProcess): number | null | undefined => (isHad(one.limits) ? one.limits.value['Max address space']?.soft : undefined);
    const all = [main, ...main.children].filter((one) => read(one) !== undefined);
    if (all.length === 0) return [unknownOf([main.limits], workerSubject(main))];
    const tightest = all.map((one) => ({ one, limit: read(one) ?? null, used: isHad(one.status) ? (one.status.value['VmSize'] ?? null) : null, resident: isHad(one.status) ? (one.status.value['VmRSS'] ?? null) : null }))
      .filter(({ limit }) => limit !== null).sort((a, b) => (b.used ?? 0) / (b.limit ?? 1) - (a.used ?? 0) / (a.limit ?? 1))[0];
    const base = { subject: workerSubject(main), on: [tightest?.one.limits ?? main.limits, tightest?.one.status ?? main.status] };
    if (tightest === undefined) return [{ ...base, severity: 'ok', says: 'ok' }];
    const { limit, used, resident } = tightest;
    const isShort = used !== null && limit !== null && used > 0.85 * limit;
    return [{ ...base, severity: isShort ? 'crit' : 'warn', says: isShort ? 'short' : 'limited', args: { limit, used, resident }, group: 'address-space', command: `grep 'address space' /proc/${tightest.one.pid}/limits` }];
  }),
};
