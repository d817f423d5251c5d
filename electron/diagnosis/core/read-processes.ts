/** Celery's processes and their neighbours, out of one round. What a main is was said by the script; what it asks for is read here. */
import { findCelery } from '#electron/probes/core/find-celery.ts';
import { decodeForeign } from '#electron/probes/core/decode-foreign.ts';
import type { CeleryMain } from '#electron/probes/core/host-observation.ts';
import type { WorkerKey } from '#shared/domain/ids.ts';
import { readAskedOptions } from './asked-options.ts';
import type { Piece } from './evidence.ts';
import type { MainProcess, OneProcess, ProcessEvidence } from './evidence-process.ts';
import { had, linesOf, notHad, pieceOf, type Reading } from './piece-of.ts';
import { readOneProcess, readSockets } from './read-one-process.ts';

export type KnownMain = { readonly main: CeleryMain; readonly worker: WorkerKey | null; readonly node: string | null };
type Identified = { readonly role: string; readonly one: OneProcess; readonly innerPid: number };

export function readProcesses(reading: Reading, known: readonly KnownMain[]): ProcessEvidence {
  const { round, at } = reading;
  const scan = pieceOf(reading, 'processes.scan', (text) => new Map(linesOf(text).map((line) => { const [key = '', value] = line.split(' '); return [key, Number(value)] as const; })));
  const isComplete = scan.state === 'had' && scan.value.get('hidden') === 0;
  const seconds = secondStats(round.pieces.get('processes.stat#2')?.text ?? '');
  const found = [...round.pieces.keys()].flatMap((name) => { const pid = /^process\.(\d+)\.id$/.exec(name)?.[1]; return pid === undefined ? [] : identify(reading, Number(pid), seconds); });
  const role = (wanted: string): OneProcess[] => found.filter((one) => one.role === wanted).map(({ one }) => one);
  const list = <T>(name: string, value: readonly T[]): Piece<readonly T[]> => {
    if (scan.state !== 'had') return { ...scan, name };
    // hidden processes: an empty list proves nothing
    if (value.length === 0 && !isComplete) return notHad(name, at, '/proc', 'refused', 'processes of other users are hidden', 'hidepid');
    return had(name, at, '/proc', value, '');
  };
  const children = found.filter((one) => one.role === 'child');
  const mains = found.filter((one) => one.role === 'main').map((main) => describeMain(reading, main, children.filter(({ one }) => isUnder(one, main.one.pid, found)).map(({ one }) => one), known));
  return {
    mains: withRaw(list('processes.mains', mains)), beats: withRaw(list('processes.beats', role('beat'))), orphans: list('processes.orphans', role('orphan')),
    companions: list('processes.companions', role('companion')), redisServers: withRaw(list('processes.redisServers', role('redis'))),
    zombies: pieceOf(reading, 'processes.zombies', readZombies),
    pidFiles: pieceOf(reading, 'processes.pidFiles', readPidFiles), isComplete,
  };
}

/** What is shown of a list of processes is their command lines. */
function withRaw<T extends OneProcess>(piece: Piece<readonly T[]>): Piece<readonly T[]> {
  return piece.state === 'had' ? { ...piece, raw: piece.value.map(({ pid, argv }) => `${pid}: ${argv.join(' ')}`).join('\n').slice(0, 2000) } : piece;
}

function identify(reading: Reading, pid: number, seconds: ReadonlyMap<number, string>): Identified[] {
  const piece = pieceOf(reading, `process.${pid}.id`, (text) => text);
  if (piece.state !== 'had') return [];
  const raw = reading.round.pieces.get(`process.${pid}.id`)?.text.split('\n') ?? [];
  const of = (key: string): string[] => raw.flatMap((line) => (line.startsWith(`${key} `) ? [decodeForeign(line.slice(key.length + 1))] : []));
  const one = readOneProcess(reading, pid, of, seconds.get(pid) ?? null);
  const inner = Number(of('nspid')[0]?.split(' ').at(-1) ?? Number.NaN);
  return one === null ? [] : [{ role: of('role')[0] ?? '', one, innerPid: Number.isSafeInteger(inner) && inner > 0 ? inner : pid }];
}

function isUnder(child: OneProcess, main: number, found: readonly Identified[]): boolean {
  let { parent } = child;
  // bounded: a forged round could make a circle
  for (let depth = 0; depth < 16 && parent !== main; depth += 1) {
    const next = found.find(({ one }) => one.pid === parent);
    if (next === undefined || next.role !== 'child') return false;
    ({ parent } = next.one);
  }
  return parent === main;
}

function describeMain(reading: Reading, { one, innerPid }: Identified, children: readonly OneProcess[], known: readonly KnownMain[]): MainProcess {
  const record = known.find(({ main }) => main.pid === one.pid && main.startTicks === one.startTicks);
  const subject = findCelery(one.argv);
  return {
    ...one, children: [...children].sort((a, b) => a.startTicks - b.startTicks), innerPid,
    worker: record?.worker ?? null, node: record?.node ?? record?.main.predictedName ?? null,
    backend: record?.main.backend ?? { kind: 'unknown', unit: null }, container: record?.main.container ?? null,
    asked: readAskedOptions(subject?.options ?? [], children.length > 0, record?.main.app ?? null),
    packages: pieceOf(reading, `process.${one.pid}.packages`, (text) => Object.fromEntries(linesOf(text).map((line) => [line.slice(0, line.indexOf(' ')), line.slice(line.indexOf(' ') + 1)])), { as: `process.${one.pid}.packages` }),
    python: pieceOf(reading, `process.${one.pid}.python`, (text) => text.trim(), { mustSay: true }),
    sockets: readSockets(reading, one.pid),
  };
}

function secondStats(text: string): ReadonlyMap<number, string> {
  return new Map(linesOf(text).flatMap((line) => { const found = /^stat (\d+) /.exec(line); return found === null ? [] : [[Number(found[1]), line.slice(5)] as const]; }));
}

function readZombies(text: string) {
  return linesOf(text).flatMap((line) => {
    const [head = '', parentName = ''] = line.split('\t');
    const found = /^(\d+) (\d+) (-?\d+) (.*)$/.exec(head);
    return found === null ? [] : [{ pid: Number(found[1]), parent: Number(found[2]), forS: Number(found[3]), name: found[4] ?? '', parentName }];
  });
}

function readPidFiles(text: string) {
  return linesOf(text).flatMap((line) => {
    const found = /^(\d+) (\d+) ([01]) ([01]) (.*)$/.exec(line);
    return found === null ? [] : [{ ofPid: Number(found[1]), pid: Number(found[2]) || null, isAlive: found[3] === '1', isCelery: found[4] === '1', path: found[5] ?? '' }];
  });
}

