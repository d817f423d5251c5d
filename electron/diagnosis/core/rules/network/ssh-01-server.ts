/** SSH-01: what the channel to the Pi costs it. A fresh handshake for every question would cost it 200 CPU-ms each. */
import { isHad, unknownOf } from '#electron/diagnosis/core/judging.ts';
import type { Rule } from '#electron/diagnosis/core/rule.ts';

export const watchCost: Rule = {
  id: 'SSH-01',
  category: 'network',
  impact: 1,
  link: 'https://man7.org/linux/man-pages/man5/sshd_config.5.html',
  words: {
    en: {
      title: 'Cost of being watched',
      says: { ok: 'One channel is used again and again; {{samples|number}} answers were taken through it.', slow: 'The Pi needs longer for a sample than it should; its figures are taken less often.' },
      cause: 'The Pi is overloaded, so that even the reader has to wait for its turn.', fix: 'Mend the load first; the reader follows by itself.', refute: 'The status bar shows the usual cost again.',
    },
    fr: {
      title: 'Coût de l’observation',
      says: { ok: 'Un seul canal resservi ; {{samples|number}} réponses y ont été prises.', slow: 'Le Pi met plus de temps que prévu pour un relevé ; ses chiffres sont pris moins souvent.' },
      cause: 'Le Pi est surchargé : même le lecteur doit attendre son tour.', fix: 'Réduire d’abord la charge ; le lecteur suit de lui-même.', refute: 'La barre d’état affiche de nouveau le coût habituel.',
    },
  },
  judge: ({ panel }) => {
    if (panel.notes.includes('sampler-slow')) return [{ severity: 'info', says: 'slow', on: [panel.latency], group: 'cpu-load' }];
    if (!isHad(panel.latency)) return [unknownOf([panel.latency])];
    return [{ severity: 'ok', says: 'ok', on: [panel.latency], args: { samples: panel.latency.value.samples } }];
  },
};
