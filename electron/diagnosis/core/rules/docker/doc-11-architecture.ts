/** DOC-11: an image for another processor, run through emulation at a fraction of the speed. */
import { eachContainer } from '#electron/diagnosis/core/each-container.ts';
import { valueOf } from '#electron/diagnosis/core/judging.ts';
import type { Rule } from '#electron/diagnosis/core/rule.ts';

const families: Readonly<Record<string, string>> = { amd64: 'x86', x86_64: 'x86', '386': 'x86', i386: 'x86', arm64: 'arm', aarch64: 'arm', arm: 'arm', armv7l: 'arm', armv6l: 'arm', armhf: 'arm' };

export const imageArchitecture: Rule = {
  id: 'DOC-11',
  category: 'docker',
  impact: 2,
  link: 'https://docs.docker.com/build/building/multi-platform/',
  words: {
    en: {
      title: 'Processor of the images',
      says: { ok: 'All images fit the processor.', emulated: '{{name}} runs an image for {{image}} on {{host}}: every instruction is emulated.' },
      cause: 'The image was pulled or built for another platform.', fix: 'Use an image for linux/arm64, or build it on the Pi.', refute: 'docker image inspect shows the processor of this host.',
    },
    fr: {
      title: 'Processeur des images',
      says: { ok: 'Toutes les images conviennent au processeur.', emulated: '{{name}} exécute une image pour {{image}} sur {{host}} : chaque instruction est émulée.' },
      cause: 'L’image a été tirée ou construite pour une autre plate-forme.', fix: 'Utiliser une image pour linux/arm64, ou la construire sur le Pi.', refute: 'docker image inspect montre le processeur de cet hôte.',
    },
  },
  judge: (evidence) => eachContainer(evidence, ({ name, architecture, state }, base) => {
    const host = valueOf(evidence.docker.daemon)?.architecture ?? valueOf(evidence.system.uname)?.machine ?? '';
    const [mine, theirs] = [families[host], families[architecture ?? '']];
    return state === 'running' && mine !== undefined && theirs !== undefined && mine !== theirs ? [{ ...base, severity: 'warn', says: 'emulated', args: { name, image: architecture, host } }] : [];
  }),
};
