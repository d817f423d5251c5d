/**
 * Real Celery workers inside a Pi: under systemd (one unit each, that user `pi` may start and stop) or started by hand.
 * A worker counts as started when it said "ready", so a test never races its boot.
 */
import type { WorkerSpec } from './lab-spec.ts';
import { applicationDirectory, clockEnvironment, pythonOf } from './pi-files.ts';
import type { PiRecord } from './pi.ts';
import { enterPi } from './pi.ts';
import { waitFor } from './wait-for.ts';

export type LabWorker = {
  /** Celery's node name, e.g. `w1@pi1`. */
  readonly name: string;
  readonly spec: WorkerSpec;
  readonly unit: string | null;
  /** As the Pi sees it. */
  readonly mainPid: number;
};

export function brokerUrl(record: PiRecord): string {
  const { redis } = record.spec;
  if (!redis) throw new Error(`${record.spec.name} has no Redis`);
  const host = redis.bind === 'inside' ? '127.0.0.1' : record.address;
  return `redis://${redis.password ? `:${encodeURIComponent(redis.password)}@` : ''}${host}:6379/0`;
}

function commandOf(spec: WorkerSpec, record: PiRecord): readonly string[] {
  return [
    pythonOf(record.spec), '-m', 'celery', '-A', 'tapp',
    ...(spec.brokerBy === 'flag' ? ['-b', brokerUrl(record)] : []),
    'worker', '-n', `${spec.name}@%h`, '-P', spec.pool, '-l', 'INFO',
    ...(spec.concurrency === undefined ? [] : ['-c', String(spec.concurrency)]),
    ...(spec.queues ? ['-Q', spec.queues.join(',')] : []),
    ...(spec.flags ?? []),
  ];
}

function environmentOf(spec: WorkerSpec, record: PiRecord): Readonly<Record<string, string>> {
  const broker: Record<string, string> = spec.brokerBy === 'flag' ? {} : { CELERY_BROKER_URL: brokerUrl(record) };
  // C_FORCE_ROOT only matters to workers run as root, which a Pi may well have.
  return { ...broker, CELERY_RESULT_BACKEND: brokerUrl(record), LANG: 'C.UTF-8', C_FORCE_ROOT: '1', ...clockEnvironment(record.spec), ...(record.spec.python === 'hidden' ? { PYTHONHOME: '/usr' } : {}), ...spec.env };
}

const quoted = (text: string): string => `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('%', '%%')}"`;
const unitName = (spec: WorkerSpec): string => `celery-${spec.name}.service`;

async function mustRun(record: PiRecord, script: string, input?: string): Promise<string> {
  const end = await enterPi(record, ['/bin/sh', '-c', script], input === undefined ? {} : { input });
  if (end.code !== 0) throw new Error(`in ${record.spec.name}: ${script} ended with ${end.code}: ${end.stderr.trim()}`);
  return end.stdout;
}

async function startUnit(record: PiRecord, spec: WorkerSpec): Promise<string> {
  const unit = unitName(spec);
  const text = [
    '[Unit]', `Description=Celery worker ${spec.name}`, 'After=redis-server.service', 'StartLimitIntervalSec=0',
    '[Service]', `User=${spec.user ?? 'pi'}`, `WorkingDirectory=${applicationDirectory}`, `Restart=${spec.restart ?? 'no'}`, 'RestartSec=1', 'TimeoutStopSec=20',
    ...Object.entries(environmentOf(spec, record)).map(([name, value]) => `Environment=${quoted(`${name}=${value}`)}`),
    `ExecStart=${commandOf(spec, record).map(quoted).join(' ')}`, '',
  ].join('\n');
  await mustRun(record, `cat > /etc/systemd/system/${unit}`, text);
  const verbs = ['start', 'stop', 'restart', 'kill'].map((verb) => `/usr/bin/systemctl ${verb} ${unit}`).join(', ');
  await mustRun(record, `cat >> /etc/sudoers.d/fleetbeat-lab && chmod 0440 /etc/sudoers.d/fleetbeat-lab`, `pi ALL=(root) NOPASSWD: ${verbs}\n`);
  await mustRun(record, `systemctl daemon-reload && systemctl start ${unit}`);
  return unit;
}

/** By hand, as people do: a session of its own, out of systemd's sight, output into a file or into a pipe nobody reads. */
async function startPlain(record: PiRecord, spec: WorkerSpec): Promise<void> {
  const shellWord = (text: string) => `'${text.replaceAll("'", `'\\''`)}'`;
  const assignments = Object.entries(environmentOf(spec, record)).map(([name, value]) => shellWord(`${name}=${value}`));
  const command = ['exec', 'env', ...assignments, ...commandOf(spec, record).map(shellWord)].join(' ');
  const log = `/tmp/${spec.name}.log`;
  const logged = spec.output === 'unread-pipe' ? `${command} --logfile=${log} 2>&1 | exec sleep infinity` : `${command} > ${log} 2>&1`;
  const script = `cd ${applicationDirectory} && echo $$ > /tmp/${spec.name}.session && (${logged})`;
  const user = spec.user ?? 'pi';
  await mustRun(record, `cat > /tmp/${spec.name}.sh && chmod 755 /tmp/${spec.name}.sh`, `${script}\n`);
  // A real login (PAM gives it a session scope), left behind as people leave it.
  await mustRun(record, `su -l -s /bin/sh ${user} -c 'setsid -f /bin/sh /tmp/${spec.name}.sh </dev/null >/dev/null 2>&1'`);
}

/** The main process: of all Celery processes with this node name, the one whose parent is not one of them. */
async function findMain(record: PiRecord, spec: WorkerSpec): Promise<number | null> {
  const listing = await mustRun(record, 'ps -eo pid=,ppid=,args= --width 5000');
  const rows = listing
    .split('\n')
    .map((line) => /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(line))
    .filter((row) => row !== null)
    .map((row) => ({ pid: Number(row[1]), parent: Number(row[2]), args: row[3] ?? '' }))
    .filter((row) => row.args.startsWith(`${pythonOf(record.spec)} -m celery`) && row.args.includes(` -n ${spec.name}@`));
  const pids = new Set(rows.map((row) => row.pid));
  return rows.find((row) => !pids.has(row.parent))?.pid ?? null;
}

export async function startWorker(record: PiRecord, spec: WorkerSpec): Promise<LabWorker> {
  const backend = spec.backend ?? 'systemd';
  let unit: string | null = null;
  if (backend === 'systemd') unit = await startUnit(record, spec);
  else await startPlain(record, spec);
  const readLog = unit === null ? `cat /tmp/${spec.name}.log` : `journalctl -u ${unit} -o cat --no-pager`;
  let log = '';
  const mainPid = await waitFor(
    `${spec.name}@${record.spec.name} to be ready`,
    async () => {
      log = (await enterPi(record, ['/bin/sh', '-c', readLog])).stdout;
      return / ready\./.test(log) ? findMain(record, spec) : null;
    },
    { deadlineMs: 60_000, everyMs: 300, lastSeen: () => log.slice(-1500) },
  );
  return { name: `${spec.name}@${record.spec.name}`, spec, unit, mainPid };
}
