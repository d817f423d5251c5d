/**
 * STO-07: container logs without rotation, judged by their settings, for the files themselves are root's.
 * Trap: journald and local drivers rotate by themselves; only json-file without max-size grows without end.
 */
import { fewOf, isHad, isMissing, unknownOf } from '#electron/diagnosis/core/judging.ts';
import type { Rule } from '#electron/diagnosis/core/rule.ts';

export const containerLogs: Rule = {
  id: 'STO-07',
  category: 'storage',
  impact: 2,
  link: 'https://docs.docker.com/engine/logging/configure/',
  words: {
    en: {
      title: 'Rotation of container logs',
      says: { ok: 'The logs of all containers are rotated.', endless: '{{count}} containers log to JSON files without a size limit: {{names}}.' },
      cause: 'Docker’s default driver, json-file, keeps everything unless max-size is set.',
      fix: 'Set "log-opts": {"max-size": "10m", "max-file": "3"} in /etc/docker/daemon.json and restart Docker; it holds for containers made after that.',
      refute: 'docker inspect shows max-size in HostConfig.LogConfig of these containers.',
    },
    fr: {
      title: 'Rotation des journaux de conteneurs',
      says: { ok: 'Les journaux de tous les conteneurs tournent.', endless: '{{count}} conteneurs écrivent des fichiers JSON sans limite de taille : {{names}}.' },
      cause: 'Le pilote par défaut de Docker, json-file, garde tout si max-size n’est pas fixé.',
      fix: 'Mettre "log-opts": {"max-size": "10m", "max-file": "3"} dans /etc/docker/daemon.json et redémarrer Docker ; cela vaut pour les conteneurs créés ensuite.',
      refute: 'docker inspect montre max-size dans HostConfig.LogConfig de ces conteneurs.',
    },
  },
  judge: ({ docker: { containers } }) => {
    if (isMissing(containers)) return [];
    if (!isHad(containers)) return [unknownOf([containers])];
    const endless = containers.value.filter(({ logDriver, logOptions }) => logDriver === 'json-file' && logOptions['max-size'] === undefined).map(({ name }) => name);
    if (endless.length === 0) return [{ severity: 'ok', says: 'ok', on: [containers] }];
    return [{ severity: 'warn', says: 'endless', on: [containers], args: { count: endless.length, names: fewOf(endless) }, command: "docker inspect -f '{{.Name}} {{json .HostConfig.LogConfig}}' $(docker ps -aq)" }];
  },
};
