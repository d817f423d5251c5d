/**
 * SYS-10: a 64-bit kernel under 32-bit programs, or a very old processor.
 * Trap: a worker in a container may be of another kind than the host, so its own executable is looked at.
 */
import { isHad, unknownOf, workerSubject } from '#electron/diagnosis/core/judging.ts';
import type { Judgement, Rule } from '#electron/diagnosis/core/rule.ts';

export const userlandBits: Rule = {
  id: 'SYS-10',
  category: 'system',
  impact: 2,
  link: 'https://www.raspberrypi.com/documentation/computers/os.html',
  words: {
    en: {
      title: 'Kernel and programs of one size',
      says: {
        ok: 'The kernel is {{machine}}, the programs have {{bits}} bits.',
        mixed: 'The kernel is 64-bit ({{machine}}), the programs are 32-bit: a process cannot hold more than 3 GiB, and ready-made aarch64 packages do not fit.',
        old: 'The processor runs as {{machine}}: most ready-made Python packages with native code no longer exist for it.',
        'worker-mixed': 'The Python of this worker is 32-bit on a 64-bit kernel: it cannot hold more than 3 GiB.',
      },
      cause: 'A 32-bit system was installed; newer firmware starts it with a 64-bit kernel all the same.',
      fix: 'Install a 64-bit system when there is an occasion; nothing can be changed in place.',
      refute: 'getconf LONG_BIT answers 64.',
    },
    fr: {
      title: 'Noyau et programmes de même taille',
      says: {
        ok: 'Le noyau est {{machine}}, les programmes sont en {{bits}} bits.',
        mixed: 'Le noyau est en 64 bits ({{machine}}), les programmes en 32 : un processus ne peut dépasser 3 Gio, et les paquets aarch64 tout prêts ne conviennent pas.',
        old: 'Le processeur tourne en {{machine}} : la plupart des paquets Python à code natif n’existent plus pour lui.',
        'worker-mixed': 'Le Python de ce worker est en 32 bits sur un noyau 64 bits : il ne peut dépasser 3 Gio.',
      },
      cause: 'Un système 32 bits a été installé ; un micrologiciel récent le démarre malgré tout avec un noyau 64 bits.',
      fix: 'Installer un système 64 bits à l’occasion ; rien ne se change sur place.',
      refute: 'getconf LONG_BIT répond 64.',
    },
  },
  judge: (evidence) => {
    const { uname, longBit } = evidence.system;
    if (!isHad(uname) || !isHad(longBit)) return [unknownOf([uname, longBit])];
    const { machine } = uname.value;
    const is64 = machine.endsWith('64');
    const base = { on: [uname, longBit, evidence.system.debArchitecture], args: { machine, bits: longBit.value }, command: 'uname -m; getconf LONG_BIT; dpkg --print-architecture' };
    const mains = isHad(evidence.processes.mains) ? evidence.processes.mains.value : [];
    const narrow: Judgement[] = mains.filter(({ exe, container }) => container !== null && is64 && isHad(exe) && exe.value.elfBits === 32)
      .map((main) => ({ ...base, severity: 'warn', says: 'worker-mixed', on: [main.exe], subject: workerSubject(main) }));
    if (is64 && longBit.value === 32) return [{ ...base, severity: 'warn', says: 'mixed' }, ...narrow];
    if (/^armv[67]/.test(machine)) return [{ ...base, severity: 'warn', says: 'old' }, ...narrow];
    return [{ ...base, severity: 'ok', says: 'ok' }, ...narrow];
  },
};
