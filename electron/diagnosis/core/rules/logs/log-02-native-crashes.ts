/** LOG-02: crashes of native code: SIGSEGV, SIGABRT, SIGBUS, SIGILL. Three of the same signature are a pattern. */
import { judgeDeaths } from '#electron/diagnosis/core/judge-deaths.ts';
import { isHad } from '#electron/diagnosis/core/judging.ts';
import type { Rule } from '#electron/diagnosis/core/rule.ts';

export const nativeCrashes: Rule = {
  id: 'LOG-02',
  category: 'logs',
  impact: 4,
  link: 'https://docs.python.org/3/library/faulthandler.html',
  words: {
    en: {
      title: 'Crashes of native code',
      says: { ok: 'No native crash in the last day.', some: '{{count|number}} native crashes of {{workers}} in the last day, the last one {{ago|seconds}} ago.' },
      cause: 'A native library (OpenCV, numpy, FFmpeg) fails, memory is corrupted, or the hardware is at fault: see the groups of the crash review.', fix: 'Set PYTHONFAULTHANDLER=1, which names the line; cap the threads; if several different programs crash, check the voltage first.', refute: 'The task that crashed was fed a broken file on purpose.',
    },
    fr: {
      title: 'Plantages de code natif',
      says: { ok: 'Aucun plantage natif depuis un jour.', some: '{{count|number}} plantages natifs de {{workers}} en un jour, le dernier il y a {{ago|seconds}}.' },
      cause: 'Une bibliothèque native (OpenCV, numpy, FFmpeg) échoue, la mémoire est corrompue, ou le matériel est en cause : voir les groupes de la revue des plantages.', fix: 'Poser PYTHONFAULTHANDLER=1, qui nomme la ligne ; plafonner les fils ; si plusieurs programmes différents plantent, vérifier d’abord la tension.', refute: 'La tâche qui a planté recevait exprès un fichier abîmé.',
    },
  },
  judge: (evidence, { nowMs }) => {
    const isNative = (signal: string | null): boolean => signal !== null && /^SIG(SEGV|ABRT|BUS|ILL|FPE)$/.test(signal);
    const crashes = isHad(evidence.logs.incidents) ? evidence.logs.incidents.value.filter(({ signal, atMs }) => isNative(signal) && nowMs - atMs < 86_400_000) : [];
    const same = [...Map.groupBy(crashes, ({ signature }) => signature).values()].some((group) => group.reduce((sum, { times }) => sum + times, 0) >= 3);
    return judgeDeaths(evidence, nowMs, ({ signal }) => isNative(signal), same ? 3 : Number.POSITIVE_INFINITY, 'native-crash');
  },
};
