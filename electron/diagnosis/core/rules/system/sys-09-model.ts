/**
 * SYS-09: what machine this is, from the device tree.
 * Trap: a guess from the size of the memory calls any small computer a Pi; no device tree means the Pi-only checks do not apply.
 */
import { isHad, isMissing, unknownOf } from '#electron/diagnosis/core/judging.ts';
import type { Rule } from '#electron/diagnosis/core/rule.ts';

export const modelKnown: Rule = {
  id: 'SYS-09',
  category: 'system',
  impact: 1,
  link: 'https://www.raspberrypi.com/documentation/computers/raspberry-pi.html',
  words: {
    en: {
      title: 'Model',
      says: { ok: '{{model}}, {{memory|bytes}} of memory.', 'not-a-pi': 'This is not a Raspberry Pi: the checks of its power supply, heat and card do not apply.' },
      cause: 'There is no device tree that names a Raspberry Pi.', fix: '', refute: 'cat /proc/device-tree/model names a Raspberry Pi.',
    },
    fr: {
      title: 'Modèle',
      says: { ok: '{{model}}, {{memory|bytes}} de mémoire.', 'not-a-pi': 'Ce n’est pas un Raspberry Pi : les contrôles de l’alimentation, de la chaleur et de la carte ne s’appliquent pas.' },
      cause: 'Aucun arbre matériel ne nomme un Raspberry Pi.', fix: '', refute: 'cat /proc/device-tree/model nomme un Raspberry Pi.',
    },
  },
  judge: (evidence) => {
    const { model, meminfo } = evidence.system;
    const memory = evidence.host.memTotalBytes;
    if (isHad(model) && /raspberry pi/i.test(model.value)) return [{ severity: 'ok', says: 'ok', on: [model, meminfo], args: { model: model.value, memory } }];
    if (isHad(model) || isMissing(model)) return [{ severity: 'info', says: 'not-a-pi', on: [model] }];
    return [unknownOf([model])];
  },
};
