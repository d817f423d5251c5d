/** Fixes of the broker and the host: Redis' options, the kernel's, the clock's and the Wi-Fi's. */
import { figuresOf } from '#electron/diagnosis/core/redis-figures.ts';
import { valueOf } from '#electron/diagnosis/core/judging.ts';
import type { Evidence } from '#electron/diagnosis/core/evidence.ts';
import { cannot, planOf, type Fix, type FixAnswer, type FixAsked } from './fix.ts';

/** `CONFIG SET` at once and the file behind it, so that it does not return with the next start. */
function setRedis(fix: Fix, evidence: Evidence, asked: FixAsked, options: Readonly<Record<string, string>>): FixAnswer {
  const redis = evidence.redis.find(({ label }) => label === asked.subject.name) ?? (evidence.redis.length === 1 ? evidence.redis[0] : undefined);
  if (redis === undefined) return cannot('no-such-target');
  const { config, said } = figuresOf(redis);
  const before = (name: string): string | null => config(name) ?? said(name.replaceAll('-', '_'));
  const settings = Object.entries(options).map(([name, after]) => ({ name, before: before(name), after }));
  // without the value of before there is no way back
  if (settings.some((setting) => setting.before === null)) return cannot('value-unknown');
  const set = (values: (setting: (typeof settings)[number]) => string) => settings.map((setting) => ({ do: 'redis-config-set' as const, option: setting.name, value: values(setting) }));
  return planOf(fix, asked, { kind: 'redis-config', settings, apply: [...set(({ after }) => after), { do: 'redis-config-rewrite' }], rollback: [...set((setting) => setting.before ?? ''), { do: 'redis-config-rewrite' }] });
}

export const hostFixes: readonly Fix[] = [
  {
    id: 'redis-noeviction', kind: ['redis-config'], checks: ['RED-02', 'RED-03'],
    words: { en: { title: 'Never evict from the broker', does: 'A full Redis then refuses new tasks, which producers notice, instead of dropping old ones, which nobody does.' }, fr: { title: 'Ne jamais évincer du broker', does: 'Un Redis plein refuse alors les nouvelles tâches, ce que les producteurs voient, au lieu d’en perdre d’anciennes, ce que personne ne voit.' } },
    plan(evidence, asked) { return setRedis(this, evidence, asked, { 'maxmemory-policy': 'noeviction' }); },
  },
  {
    id: 'redis-no-idle-timeout', kind: ['redis-config'], checks: ['RED-08'],
    words: { en: { title: 'Keep idle connections', does: 'timeout 0, and dead connections are found by tcp-keepalive within a minute.' }, fr: { title: 'Garder les connexions inactives', does: 'timeout 0, et les connexions mortes sont trouvées par tcp-keepalive en une minute.' } },
    plan(evidence, asked) { return setRedis(this, evidence, asked, { timeout: '0', 'tcp-keepalive': '60' }); },
  },
  {
    id: 'redis-oom-shield', kind: ['systemd-drop-in'], checks: ['PRO-08'],
    words: { en: { title: 'Shield Redis from the out-of-memory killer', does: 'OOMScoreAdjust=-500 for Redis: a pool process goes first. Redis is restarted for it.' }, fr: { title: 'Protéger Redis de l’OOM killer', does: 'OOMScoreAdjust=-500 pour Redis : un processus du pool part en premier. Redis est redémarré pour cela.' } },
    plan(evidence, asked) {
      const unit = (valueOf(evidence.systemd.units) ?? []).find(({ role, isUserUnit, name }) => role === 'redis' && !isUserUnit && /^[A-Za-z0-9][A-Za-z0-9_.@-]{0,100}\.service$/.test(name));
      const server = valueOf(evidence.processes.redisServers)?.[0];
      if (unit === undefined || server === undefined) return cannot('no-such-target');
      const path = `/etc/systemd/system/${unit.name}.d/60-fleetbeat-redis-oom-shield.conf`;
      const after = [{ do: 'daemon-reload', isUserUnit: false }, { do: 'restart-unit', unit: unit.name, isUserUnit: false }] as const;
      const score = valueOf(server.oomScoreAdj);
      return planOf(this, asked, {
        kind: 'systemd-drop-in', settings: [{ name: 'OOMScoreAdjust', before: score === null ? null : String(score), after: '-500' }], takesEffect: 'after-restart',
        apply: [{ do: 'write-file', path, text: '# Fleetbeat: redis-oom-shield. Remove this file to take it back.\n[Service]\nOOMScoreAdjust=-500\n', asRoot: true }, ...after], rollback: [{ do: 'remove-file', path, asRoot: true }, ...after],
      });
    },
  },
  {
    id: 'overcommit-memory', kind: ['sysctl'], checks: ['RED-07'],
    words: { en: { title: 'Let Redis fork for saving', does: 'vm.overcommit_memory=1, at once and after each start, as Redis asks for.' }, fr: { title: 'Laisser Redis se dupliquer pour enregistrer', does: 'vm.overcommit_memory=1, tout de suite et à chaque démarrage, comme le demande Redis.' } },
    plan(evidence, asked) {
      const before = valueOf(evidence.system.sysctl)?.['vm.overcommit_memory'];
      if (before === undefined || !/^[012]$/.test(before)) return cannot('value-unknown');
      const path = '/etc/sysctl.d/60-fleetbeat-overcommit-memory.conf';
      return planOf(this, asked, {
        kind: 'sysctl', settings: [{ name: 'vm.overcommit_memory', before, after: '1' }],
        apply: [{ do: 'sysctl', name: 'vm.overcommit_memory', value: '1' }, { do: 'write-file', path, text: '# Fleetbeat: overcommit-memory. Remove this file to take it back.\nvm.overcommit_memory = 1\n', asRoot: true }],
        rollback: [{ do: 'remove-file', path, asRoot: true }, { do: 'sysctl', name: 'vm.overcommit_memory', value: before }],
      });
    },
  },
  {
    id: 'timesync-on', kind: ['command'], checks: ['TIM-01', 'TIM-02'],
    words: { en: { title: 'Keep the clock right', does: 'Switches systemd’s time service on; the clock is set within a minute where a time server can be reached.' }, fr: { title: 'Tenir l’heure juste', does: 'Active le service de temps de systemd ; l’heure est réglée en une minute si un serveur de temps est joignable.' } },
    plan(evidence, asked) {
      const state = valueOf(evidence.network.timedatectl);
      // another service keeps it: systemd's would fight with it
      if (state === null || state.isNtpOn === null || (valueOf(evidence.network.timeServices) ?? []).some((name) => !name.includes('timesyncd'))) return cannot('backend-unsupported');
      const set = (value: string) => ({ do: 'run' as const, argv: ['timedatectl', 'set-ntp', value], asRoot: true });
      return planOf(this, asked, { kind: 'command', settings: [{ name: 'NTP', before: state.isNtpOn ? 'true' : 'false', after: 'true' }], apply: [set('true')], rollback: [set('false')] });
    },
  },
  {
    id: 'wifi-power-save-off', kind: ['command'], checks: ['NET-02'],
    words: { en: { title: 'Keep the Wi-Fi awake', does: 'Switches the power save of the Wi-Fi off until the next start; for good it takes NetworkManager’s setting 802-11-wireless.powersave 2.' }, fr: { title: 'Garder le Wi-Fi éveillé', does: 'Coupe l’économie d’énergie du Wi-Fi jusqu’au prochain démarrage ; pour de bon, il faut le réglage 802-11-wireless.powersave 2 de NetworkManager.' } },
    plan(evidence, asked) {
      const saving = (valueOf(evidence.network.wirelessPowerSave) ?? []).find(({ name, isOn }) => isOn && name === asked.args['device']);
      if (saving === undefined) return cannot('already-so');
      if (!/^[a-z][a-z0-9]{1,14}$/.test(saving.name)) return cannot('name-not-plain');
      const set = (value: string) => ({ do: 'run' as const, argv: ['iw', 'dev', saving.name, 'set', 'power_save', value], asRoot: true });
      return planOf(this, asked, { kind: 'command', settings: [{ name: `${saving.name} power_save`, before: 'on', after: 'off' }], apply: [set('off')], rollback: [set('on')] });
    },
  },
];
