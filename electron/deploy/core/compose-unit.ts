/**
 * The systemd unit of the supervisor. Must stay true: systemd never ends a worker on its own; what stops them is the
 * supervisor, in order and in time, and one that crashed finds them running.
 */
import type { DeployForm } from '#shared/domain/deployment.ts';

export const unitName = 'fleetbeat-supervisor.service';
export const unitMark = '# Written by Fleetbeat';

/** Of systemd.unit: `%` begins a specifier. Paths are checked to hold nothing that needs quotes. */
const literal = (text: string): string => text.replaceAll('%', '%%');

export type UnitFacts = { readonly form: Exclude<DeployForm, 'start-line'>; readonly user: string; readonly python: string; readonly directory: string; readonly stopSeconds: number };

export function composeUnit({ form, user, python, directory, stopSeconds }: UnitFacts): string {
  const program = `${literal(python)} -I -S ${literal(directory)}/fleetbeat_supervisor.py`;
  return [
    `${unitMark}; changes by hand are shown, and replaced, at the next deployment.`,
    '[Unit]',
    'Description=Fleetbeat supervisor for Celery workers',
    ...(form === 'system-unit' ? ['Wants=network-online.target', 'After=network-online.target redis-server.service'] : []),
    'StartLimitIntervalSec=0',
    '',
    '[Service]',
    'Type=notify',
    'NotifyAccess=main',
    ...(form === 'system-unit' ? [`User=${literal(user)}`] : []),
    `ExecStart=${program} run -c ${literal(directory)}/supervisor.json`,
    'ExecReload=/bin/kill -HUP $MAINPID',
    'Restart=always',
    'RestartSec=2',
    '# The supervisor alone is told to stop, and it stops the workers warmly. Without SendSIGKILL=no systemd would kill them',
    '# when the supervisor crashes; so they go on, and the next supervisor adopts them.',
    'KillMode=mixed',
    'SendSIGKILL=no',
    '# The longest task limit, the cold stop and a margin.',
    `TimeoutStopSec=${String(Math.ceil(stopSeconds))}`,
    '# A worker that the kernel killed for memory is the supervisor\'s business, not the end of all.',
    'OOMPolicy=continue',
    '',
    '[Install]',
    `WantedBy=${form === 'system-unit' ? 'multi-user.target' : 'default.target'}`,
    '',
  ].join('\n');
}
