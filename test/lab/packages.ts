/**
 * What a lab Pi is made of and what the machine needs to run one. The root file system is cached by a hash of
 * this recipe: changing a line here builds a new one.
 */
import { createHash } from 'node:crypto';

export const debianRelease = 'bookworm';

/** Inside a Pi. `celery` is the command-line script, `faketime` shifts the clock that a login sees. */
export const piPackages = [
  'systemd',
  'systemd-sysv',
  'dbus',
  // Gives a login a session scope of its own, as on every Pi; without it a login stays in ssh.service's group.
  'libpam-systemd',
  'openssh-server',
  'redis-server',
  'celery',
  'python3-celery',
  'python3-redis',
  'procps',
  'iproute2',
  'sudo',
  'fish',
  'faketime',
] as const;

/** Run inside the new root, once. The user `pi` is an ordinary operator: reads logs, is not root. */
export const piCustomization = [
  'chroot "$1" useradd --create-home --shell /bin/bash --groups adm,systemd-journal pi',
  'echo "pi:raspberry-lab" | chroot "$1" chpasswd',
  'rm -f "$1"/etc/ssh/ssh_host_*',
  // Background work of a desktop Debian would blur the measurements.
  'chroot "$1" systemctl mask apt-daily.timer apt-daily-upgrade.timer dpkg-db-backup.timer e2scrub_all.timer fstrim.timer systemd-resolved.service getty@.service console-getty.service',
] as const;

/** Besides: what other ways of supervising a worker need. Large, so only the Pis that ask for it stand on this root. */
export const supervisionPackages = ['supervisor', 'docker.io', 'docker-compose', 'dbus-user-session'] as const;

/** Nothing of it runs unless a test starts it. */
export const supervisionCustomization = ['chroot "$1" systemctl disable --quiet docker.service docker.socket containerd.service supervisor.service'] as const;

export const piPassword = 'raspberry-lab';

export type RootKind = 'plain' | 'supervision';
export type RootRecipe = { readonly name: string; readonly packages: readonly string[]; readonly customization: readonly string[] };

/** Named by a hash of the recipe. Roots of one kind never push out those of the other. */
export function rootRecipe(kind: RootKind): RootRecipe {
  const packages = kind === 'plain' ? [...piPackages] : [...piPackages, ...supervisionPackages];
  const customization = kind === 'plain' ? [...piCustomization] : [...piCustomization, ...supervisionCustomization];
  const hash = createHash('sha256').update(JSON.stringify([debianRelease, packages, customization])).digest('hex').slice(0, 16);
  return { name: `${kind === 'plain' ? 'root' : kind}-${hash}`, packages, customization };
}

/** On the machine itself: command to look for, and the Debian package that brings it. */
export const hostCommands: readonly { readonly path: string; readonly package: string }[] = [
  { path: '/usr/bin/systemd-nspawn', package: 'systemd-container' },
  { path: '/usr/bin/mmdebstrap', package: 'mmdebstrap' },
  { path: '/usr/bin/ssh', package: 'openssh-client' },
  { path: '/usr/sbin/sshd', package: 'openssh-server' },
  { path: '/usr/bin/redis-server', package: 'redis-server' },
  { path: '/usr/bin/ip', package: 'iproute2' },
  { path: '/usr/bin/python3', package: 'python3' },
  { path: '/usr/lib/python3/dist-packages/celery/__init__.py', package: 'python3-celery' },
  { path: '/usr/lib/python3/dist-packages/redis/__init__.py', package: 'python3-redis' },
  { path: '/usr/lib/python3/dist-packages/prometheus_client/__init__.py', package: 'python3-prometheus-client' },
  { path: '/usr/bin/chromium', package: 'chromium' },
  { path: '/usr/bin/supervisord', package: 'supervisor' },
  { path: '/usr/sbin/dockerd', package: 'docker.io' },
];
