/** CFG-13: versions of Python and native libraries with known crashes on ARM. Trap: a suspect only; without crashes in the logs it costs nothing. */
import { isAtLeast, versionOf } from '#electron/diagnosis/core/compare-versions.ts';
import { isHad, unknownOf, valueOf, workerSubject } from '#electron/diagnosis/core/judging.ts';
import { eachWorker } from '#electron/diagnosis/core/worker-settings.ts';
import type { Evidence } from '#electron/diagnosis/core/evidence.ts';
import type { Rule } from '#electron/diagnosis/core/rule.ts';

export const nativeStack: Rule = {
  id: 'CFG-13',
  category: 'configuration',
  impact: 3,
  link: 'https://github.com/numpy/numpy/issues/28846',
  words: {
    en: {
      title: 'Python and native libraries',
      says: { ok: 'No combination known for crashes.', numpy: 'numpy {{numpy}} on this processor: its OpenBLAS 0.3.28 corrupts memory in complex products.', twice: 'Two copies of {{library}} are loaded in one process: {{paths}}.', young: 'Python {{python}} with {{libraries}} on ARM, and the worker died of SIGSEGV.' },
      cause: { numpy: 'A bug of OpenBLAS 0.3.28, mended in numpy 2.2.6.', twice: 'Two packages each bring the same native library (opencv and av, for example); their global states collide.', else: 'The packages were built for an older Python, or not for this processor.' },
      fix: { numpy: 'Install numpy 2.2.6 or newer in a new environment; keep the old one until it is proven.', twice: 'Keep one of the packages, or run them in different processes.', else: 'Try Python 3.12 or 3.11 in a new environment; the old one stays as a way back.' },
      refute: 'The same crash happens with the other versions too.',
    },
    fr: {
      title: 'Python et bibliothèques natives',
      says: { ok: 'Aucune combinaison connue pour planter.', numpy: 'numpy {{numpy}} sur ce processeur : son OpenBLAS 0.3.28 corrompt la mémoire dans les produits complexes.', twice: 'Deux exemplaires de {{library}} sont chargés dans un processus : {{paths}}.', young: 'Python {{python}} avec {{libraries}} sur ARM, et le worker est mort de SIGSEGV.' },
      cause: { numpy: 'Un défaut d’OpenBLAS 0.3.28, corrigé dans numpy 2.2.6.', twice: 'Deux paquets apportent chacun la même bibliothèque native (opencv et av, par exemple) ; leurs états globaux se heurtent.', else: 'Les paquets ont été construits pour un Python plus ancien, ou pas pour ce processeur.' },
      fix: { numpy: 'Installer numpy 2.2.6 ou plus dans un nouvel environnement ; garder l’ancien jusqu’à preuve.', twice: 'Garder un seul des paquets, ou les faire tourner dans des processus distincts.', else: 'Essayer Python 3.12 ou 3.11 dans un nouvel environnement ; l’ancien reste comme retour.' },
      refute: 'Le même plantage arrive aussi avec les autres versions.',
    },
  },
  judge: (evidence) => eachWorker(evidence, ({ main }) => {
    const subject = workerSubject(main);
    const one = main.children[0] ?? main;
    const on = [main.packages, main.python, one.libraries];
    if (!isHad(main.packages)) return [unknownOf(on, subject)];
    const packages = main.packages.value;
    const isArm = /^(aarch64|arm)/.test(valueOf(evidence.system.uname)?.machine ?? '');
    if (isArm && packages['numpy'] === '2.2.5') return [{ subject, on, severity: 'warn', says: 'numpy', args: { numpy: '2.2.5' } }];
    const double = doubled(isHad(one.libraries) ? one.libraries.value.map(({ path }) => path) : []);
    if (double !== null) return [{ subject, on, severity: 'warn', says: 'twice', args: double }];
    const libraries = ['numpy', 'opencv-python', 'opencv-python-headless', 'av', 'scipy'].filter((name) => packages[name] !== undefined);
    const python = valueOf(main.python);
    if (isArm && python !== null && isAtLeast(versionOf(python), '3.13') === true && libraries.length > 0 && hasSegfault(evidence, main.node)) return [{ subject, on, severity: 'warn', says: 'young', args: { python, libraries: libraries.join(', ') }, group: 'native-crash' }];
    return [{ subject, on, severity: 'ok', says: 'ok' }];
  }),
};

function hasSegfault(evidence: Evidence, node: string | null): boolean {
  return (valueOf(evidence.logs.incidents) ?? []).some(({ signal, worker }) => signal === 'SIGSEGV' && (worker === null || worker === node));
}

/** One library at two places: `libavcodec-1a2b.so.60` of a wheel beside the system's. */
function doubled(paths: readonly string[]): { readonly library: string; readonly paths: string } | null {
  const watched = paths.flatMap((path) => {
    const library = /\/(libavcodec|libavformat|libgomp|libomp|libopenblas)[^/]*\.so/.exec(path)?.[1];
    return library === undefined ? [] : [{ library, path }];
  });
  for (const [library, found] of Map.groupBy(watched, (one) => one.library)) {
    const places = [...new Set(found.map(({ path }) => path))];
    if (places.length > 1) return { library, paths: places.slice(0, 3).join(', ').slice(0, 500) };
  }
  return null;
}
