/** What supervises the workers: Docker, systemd and supervisord, each in its own words. */
import type { ContainerFact, DockerEvidence } from './evidence-services.ts';
import { changed, pieceOf, type Reading } from './piece-of.ts';
import { flag, list, numberIn, record, text, textIn, timeIn, tolerantJson } from './tolerant-value.ts';

type Value = ReturnType<typeof tolerantJson>;

export function readDocker(reading: Reading): DockerEvidence {
  const all = pieceOf(reading, 'docker.all', (body) => {
    const [head, ...rows] = body.split('\n').map(tolerantJson);
    return head === undefined || head === null ? null : { head, rows };
  }, { refused: 'group-docker', missing: 'command' });
  return {
    version: changed({ ...all, name: 'docker.version' }, ({ head }) => { const version = record(head)['version']; return { server: textIn(version, 'server') ?? '', api: textIn(version, 'api') ?? '' }; }),
    daemon: changed({ ...all, name: 'docker.daemon' }, ({ head }) => readDaemon(record(head)['info'] ?? null)),
    containers: changed({ ...all, name: 'docker.containers' }, ({ rows }) => rows.flatMap((row) => (row === null ? [] : [readContainer(row)]))),
  };
}

function readDaemon(info: Value) {
  return {
    memoryLimit: flag(info, 'MemoryLimit') ?? false, swapLimit: flag(info, 'SwapLimit') ?? false, cgroupVersion: textIn(info, 'CgroupVersion') ?? '', cgroupDriver: textIn(info, 'CgroupDriver') ?? '',
    storageDriver: textIn(info, 'Driver') ?? '', loggingDriver: textIn(info, 'LoggingDriver') ?? '', architecture: textIn(info, 'Architecture') ?? '',
    warnings: list(record(info)['Warnings']).map(text), liveRestore: flag(info, 'LiveRestoreEnabled') ?? false,
  };
}

function readContainer(row: Value): ContainerFact {
  const [state, health, host, labels] = ['State', 'Health', 'Host', 'Labels'].map((key) => record(row)[key] ?? null);
  const logs = record(host)['LogConfig'];
  const status = textIn(health, 'Status');
  return {
    id: textIn(row, 'Id') ?? '', name: (textIn(row, 'Name') ?? '').replace(/^\//, ''), image: textIn(row, 'Image') ?? '', state: textIn(state, 'Status') ?? '',
    health: status === null || status === 'none' || status === '' ? null : status, healthCheck: readHealthCheck(record(row)['Healthcheck'] ?? null), failingStreak: numberIn(health, 'FailingStreak'),
    restartCount: numberIn(row, 'RestartCount') ?? 0, isRestarting: flag(state, 'Restarting') ?? false, oomKilled: flag(state, 'OOMKilled') ?? false,
    exitCode: numberIn(state, 'ExitCode'), startedAtMs: timeIn(state, 'StartedAt'), finishedAtMs: timeIn(state, 'FinishedAt'), pid: numberIn(state, 'Pid') ?? 0,
    command: list(record(row)['Argv']).map(text), hasInit: flag(host, 'Init'), restartPolicy: textIn(record(host)['RestartPolicy'] ?? null, 'Name') ?? '',
    memoryBytes: numberIn(host, 'Memory') ?? 0, memorySwapBytes: numberIn(host, 'MemorySwap') ?? 0, nanoCpus: numberIn(host, 'NanoCpus') ?? 0, pidsLimit: numberIn(host, 'PidsLimit'),
    stopTimeoutS: numberIn(row, 'StopTimeout'), stopSignal: textIn(row, 'StopSignal'), logDriver: textIn(logs ?? null, 'Type') ?? '',
    logOptions: Object.fromEntries(Object.entries(record(record(logs)['Config'])).map(([key, value]) => [key, text(value)])),
    architecture: textIn(row, 'Architecture'), ports: readPorts(record(row)['Ports'] ?? null), networkMode: textIn(host, 'NetworkMode') ?? '',
    composeProject: textIn(labels, 'com.docker.compose.project'), composeService: textIn(labels, 'com.docker.compose.service'),
    composeFiles: (textIn(labels, 'com.docker.compose.project.config_files') ?? '').split(',').filter((path) => path !== ''), composeDir: textIn(labels, 'com.docker.compose.project.working_dir'),
    isOurs: flag(row, 'Ours') ?? false,
  };
}

/** Nanoseconds, as Docker keeps them. */
function readHealthCheck(check: Value): ContainerFact['healthCheck'] {
  const test = list(record(check)['Test']).map(text);
  const seconds = (key: string, usual: number): number => { const nanos = numberIn(check, key); return nanos === null || nanos === 0 ? usual : nanos / 1e9; };
  return test.length === 0 || test[0] === 'NONE' ? null : { test, intervalS: seconds('Interval', 30), timeoutS: seconds('Timeout', 30), startPeriodS: seconds('StartPeriod', 0), retries: numberIn(check, 'Retries') || 3 };
}

function readPorts(ports: Value): ContainerFact['ports'] {
  return Object.entries(record(ports)).flatMap(([inner, ends]) => list(ends).map((end) => ({ address: textIn(end, 'HostIp') ?? '', port: Number(textIn(end, 'HostPort') ?? 0), inner: Number(inner.split('/')[0]), protocol: inner.split('/')[1] ?? 'tcp' })));
}
