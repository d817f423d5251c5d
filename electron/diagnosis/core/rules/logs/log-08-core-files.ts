/** LOG-08: core files that fill the card, one for each crash, in the directory where the worker runs. */
import { isHad, isMissing, unknownOf, valueOf } from '#electron/diagnosis/core/judging.ts';
import type { Rule } from '#electron/diagnosis/core/rule.ts';

export const coreFiles: Rule = {
  id: 'LOG-08',
  category: 'logs',
  impact: 2,
  link: 'https://man7.org/linux/man-pages/man5/core.5.html',
  words: {
    en: {
      title: 'Core files',
      says: { ok: 'Core files are kept by the system, or none was written.', some: '{{count|number}} core files hold {{size|bytes}}.', plain: 'core_pattern is «{{pattern}}»: every crash writes a file as large as the process into its directory.' },
      cause: 'kernel.core_pattern is a plain name, and ulimit -c allows it.', fix: 'Install systemd-coredump, which keeps few and small ones; delete the old ones after a look (coredumpctl or gdb).', refute: 'ulimit -c of the worker is 0.',
    },
    fr: {
      title: 'Fichiers core',
      says: { ok: 'Les fichiers core sont tenus par le système, ou aucun n’a été écrit.', some: '{{count|number}} fichiers core occupent {{size|bytes}}.', plain: 'core_pattern vaut « {{pattern}} » : chaque plantage écrit un fichier aussi gros que le processus dans son répertoire.' },
      cause: 'kernel.core_pattern est un simple nom, et ulimit -c le permet.', fix: 'Installer systemd-coredump, qui en garde peu et de petits ; supprimer les anciens après examen (coredumpctl ou gdb).', refute: 'ulimit -c du worker vaut 0.',
    },
  },
  judge: ({ storage: { coreFiles: files }, system: { sysctl }, processes: { mains } }) => {
    const on = [files, sysctl];
    const pattern = valueOf(sysctl)?.['kernel.core_pattern'];
    if (!isHad(files) && !isMissing(files) && pattern === undefined) return [unknownOf(on)];
    const cores = valueOf(files) ?? [];
    const size = cores.reduce((sum, { bytes }) => sum + bytes, 0);
    if (cores.length > 0 && size > 100e6) return [{ severity: 'warn', says: 'some', on, args: { count: cores.length, size }, group: 'native-crash' }];
    const mayWrite = (valueOf(mains) ?? []).some(({ limits }) => isHad(limits) && limits.value['Max core file size']?.soft !== 0 && limits.value['Max core file size'] !== undefined);
    if (pattern !== undefined && !pattern.startsWith('|') && !pattern.startsWith('/') && mayWrite) return [{ severity: 'warn', says: 'plain', on, args: { pattern: pattern.slice(0, 100) } }];
    return [{ severity: 'ok', says: 'ok', on }];
  },
};
