/**
 * PRO-02: a worker blocked on its own output: whoever started it opened a pipe and never reads it. It looks healthy for ever.
 * Trap: a burst fills a pipe for a moment; both looks of the round must find it there, without a CPU tick between.
 */
import { isHad, unknownOf, workerSubject } from '#electron/diagnosis/core/judging.ts';
import { isPipeBlocked } from '#electron/diagnosis/core/blocked-on-pipe.ts';
import { eachWorker } from '#electron/diagnosis/core/worker-settings.ts';
import type { Rule } from '#electron/diagnosis/core/rule.ts';

export const pipeFull: Rule = {
  id: 'PRO-02',
  category: 'processes',
  impact: 5,
  link: 'https://man7.org/linux/man-pages/man7/pipe.7.html',
  words: {
    en: {
      title: 'Output nobody reads',
      says: { ok: 'The worker’s output is read.', piped: 'The worker writes into a pipe of {{parent}}; it is read so far.', blocked: 'The worker is blocked in writing a line: its pipe of 64 KiB is full and {{parent}} does not read it.', child: 'A pool process is blocked in writing a line: the pipe is full and {{parent}} does not read it.' },
      cause: 'It was started with stdout=PIPE (subprocess.Popen) by a program that never reads. After some 550 log lines the pipe is full; poll() still says «running».',
      fix: 'Draining the pipe once frees it for now: the panel can do that and keeps the lines. Then let systemd or Fleetbeat’s supervisor start it, or send its output to a file.', refute: 'wchan of the process is no longer pipe_write, or its CPU ticks move.',
    },
    fr: {
      title: 'Une sortie que personne ne lit',
      says: { ok: 'La sortie du worker est lue.', piped: 'Le worker écrit dans un tube de {{parent}} ; il est lu jusqu’ici.', blocked: 'Le worker est bloqué en écrivant une ligne : son tube de 64 Kio est plein et {{parent}} ne le lit pas.', child: 'Un processus du pool est bloqué en écrivant une ligne : le tube est plein et {{parent}} ne le lit pas.' },
      cause: 'Il a été lancé avec stdout=PIPE (subprocess.Popen) par un programme qui ne lit jamais. Après quelque 550 lignes, le tube est plein ; poll() dit toujours « en marche ».',
      fix: 'Vider le tube une fois le libère pour l’instant : le panneau peut le faire et garde les lignes. Ensuite, le faire lancer par systemd ou par le superviseur de Fleetbeat, ou envoyer sa sortie dans un fichier.', refute: 'Le wchan du processus n’est plus pipe_write, ou ses tics de processeur avancent.',
    },
  },
  judge: (evidence) => eachWorker(evidence, ({ main }) => {
    const subject = workerSubject(main);
    const parent = main.parents[0]?.name ?? '?';
    const on = [main.wchan, main.fds, main.stat];
    const view = evidence.panel.workers.find(({ key }) => key === main.worker);
    const base = { subject, args: { parent: parent.slice(0, 100) }, group: 'pipe-full', command: `cat /proc/${main.pid}/wchan; ls -l /proc/${main.pid}/fd/1 /proc/${main.pid}/fd/2` };
    if (isPipeBlocked(main) || view?.verdict.reason === 'pipe-full') return [{ ...base, on, severity: 'crit', says: 'blocked' }];
    const child = main.children.find(isPipeBlocked);
    if (child !== undefined) return [{ ...base, on: [child.wchan, child.fds, child.stat], severity: 'crit', says: 'child' }];
    if (!isHad(main.wchan)) return [{ ...unknownOf(on, subject) }];
    const isPiped = isHad(main.fds) && main.fds.value.standard.slice(1, 3).some((end) => end !== null && end.startsWith('pipe:'));
    return [{ subject, on, severity: 'ok', says: isPiped ? 'piped' : 'ok', args: base.args }];
  }),
};
