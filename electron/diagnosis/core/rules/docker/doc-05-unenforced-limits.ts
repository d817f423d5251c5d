/**
 * DOC-05: memory limits of containers that nobody enforces, for the memory cgroup is off: the default on Raspberry Pi OS.
 * Trap: Docker takes the limit and shows it; only the kernel's controllers, or Docker's own warning, tell.
 */
import { fewOf, isHad, isMissing, unknownOf, valueOf } from '#electron/diagnosis/core/judging.ts';
import type { Rule } from '#electron/diagnosis/core/rule.ts';

export const unenforcedLimits: Rule = {
  id: 'DOC-05',
  category: 'docker',
  impact: 4,
  link: 'https://docs.docker.com/engine/containers/resource_constraints/#limit-a-containers-access-to-memory',
  words: {
    en: {
      title: 'Memory limits of containers',
      says: { ok: 'Memory limits are enforced.', 'none-set': 'No container has a memory limit.', decoration: 'The memory limits of {{names}} do nothing: the kernel’s memory cgroup is off.' },
      cause: 'The firmware of a Pi starts the kernel with cgroup_disable=memory. Docker and compose take the limit and ignore it.',
      fix: 'Append cgroup_enable=memory to the one line of /boot/firmware/cmdline.txt (keep a copy), then restart the Pi.',
      refute: 'The word memory stands in /sys/fs/cgroup/cgroup.controllers.',
    },
    fr: {
      title: 'Limites de mémoire des conteneurs',
      says: { ok: 'Les limites de mémoire sont appliquées.', 'none-set': 'Aucun conteneur n’a de limite de mémoire.', decoration: 'Les limites de mémoire de {{names}} ne font rien : le cgroup mémoire du noyau est désactivé.' },
      cause: 'Le micrologiciel d’un Pi démarre le noyau avec cgroup_disable=memory. Docker et compose acceptent la limite et l’ignorent.',
      fix: 'Ajouter cgroup_enable=memory à l’unique ligne de /boot/firmware/cmdline.txt (garder une copie), puis redémarrer le Pi.',
      refute: 'Le mot memory figure dans /sys/fs/cgroup/cgroup.controllers.',
    },
  },
  judge: ({ docker: { containers, daemon }, system: { cgroupControllers } }) => {
    if (isMissing(containers)) return [];
    const on = [cgroupControllers, daemon, containers];
    if (!isHad(containers)) return [unknownOf([containers])];
    const limited = containers.value.filter(({ memoryBytes }) => memoryBytes > 0).map(({ name }) => name);
    if (limited.length === 0) return [{ severity: 'ok', says: 'none-set', on }];
    const controllers = valueOf(cgroupControllers);
    const said = valueOf(daemon);
    const isOff = said?.memoryLimit === false || said?.warnings.some((line) => /No memory limit support/i.test(line)) === true || (controllers !== null && said === null && !controllers.includes('memory'));
    if (controllers === null && said === null) return [unknownOf(on)];
    if (isOff) return [{ severity: 'warn', says: 'decoration', on, args: { names: fewOf(limited) }, group: 'memory-limit', command: 'cat /sys/fs/cgroup/cgroup.controllers; docker info 2>&1 | grep -i warning' }];
    return [{ severity: 'ok', says: 'ok', on }];
  },
};
