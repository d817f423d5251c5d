/** Every dialect, in the order in which they are asked about a line. */
import type { Dialect } from '#electron/crashes/core/crash-event.ts';
import { celery } from './celery.ts';
import { coredumpctl } from './coredumpctl.ts';
import { docker } from './docker.ts';
import { fleetbeatSupervisor } from './fleetbeat-supervisor.ts';
import { kernel } from './kernel.ts';
import { nativeAbort } from './native-abort.ts';
import { piPower } from './pi-power.ts';
import { python } from './python.ts';
import { redis } from './redis.ts';
import { reportSupervisor } from './report-supervisor.ts';
import { shell } from './shell.ts';
import { supervisord } from './supervisord.ts';
import { systemd } from './systemd.ts';

export const dialects: readonly Dialect[] = [supervisord, reportSupervisor, fleetbeatSupervisor, python, nativeAbort, docker, coredumpctl, systemd, kernel, piPower, redis, shell, celery];
