/** supervisord: its daemons, what they say of their programs, their configuration without secrets, and their own log. */
import type { Piece } from './evidence.ts';
import type { ProgramFact, SupervisordEvidence } from './evidence-services.ts';
import { timeIn } from './tolerant-value.ts';
import { had, linesOf, notHad, pieceOf, type Reading } from './piece-of.ts';

export function readSupervisord(reading: Reading): SupervisordEvidence {
  const daemons = pieceOf(reading, 'supervisord.daemons', (text) => linesOf(text).map((line) => ({ pid: Number(line.split(' ')[0]), configPath: line.slice(line.indexOf(' ') + 1) })));
  const pids = daemons.state === 'had' ? daemons.value.map(({ pid }) => pid) : [];
  const answers = pids.map((pid) => pieceOf(reading, `supervisord.rpc.${pid}`, readAnswer, { as: 'supervisord.programs', refused: 'supervisord-socket' }));
  const config = joined(reading, 'supervisord.config', pids.map((pid) => pieceOf(reading, `supervisord.config.${pid}`, readSections, { as: 'supervisord.config', refused: 'root' })), (all) => Object.assign({}, ...all) as Record<string, Record<string, string>>);
  const logs = pids.map((pid) => pieceOf(reading, `supervisord.log.${pid}`, (text) => readFlaps(text, reading), { as: 'supervisord.flaps', refused: 'root' }));
  return {
    daemons: daemons.state !== 'had' ? daemons : { ...daemons, value: daemons.value.map(({ pid, configPath }, n) => { const answer = answers[n]; return { pid, configPath: configPath === '-' ? null : configPath, version: answer?.state === 'had' ? answer.value.version : null, state: answer?.state === 'had' ? answer.value.state : null }; }) },
    programs: joined(reading, 'supervisord.programs', answers, (all) => all.flatMap(({ programs }) => programs)),
    config,
    flaps: joined(reading, 'supervisord.flaps', logs, (all) => Object.assign({}, ...all) as ReturnType<typeof readFlaps>),
  };
}

/** No daemon: there is nothing to be asked. */
function joined<T, U>(reading: Reading, name: string, pieces: readonly Piece<T>[], join: (values: readonly T[]) => U): Piece<U> {
  const known = pieces.flatMap((piece) => (piece.state === 'had' ? [piece] : []));
  const first = known[0];
  if (first !== undefined) return had(name, reading.at, first.source, join(known.map(({ value }) => value)), known.map(({ raw }) => raw).join('\n'));
  const missing = pieces[0];
  return missing !== undefined && missing.state !== 'had' ? missing : notHad(name, reading.at, 'supervisord', 'missing', 'no supervisord runs here', 'none');
}

/** The answer of system.multicall, read by its tags: values are flat but for the list of programs. */
function readAnswer(xml: string): { version: string | null; state: string | null; programs: readonly ProgramFact[] } | null {
  if (!xml.includes('<methodResponse>')) return null;
  const structs = [...xml.matchAll(/<struct>([^]*?)<\/struct>/g)].map((found) => membersOf(found[1] ?? ''));
  const programs = structs.flatMap((members): ProgramFact[] => {
    const name = members.get('name');
    if (name === undefined || !members.has('statename') || !members.has('spawnerr')) return [];
    const time = (key: string): number | null => { const seconds = Number(members.get(key) ?? 0); return seconds > 0 ? seconds * 1000 : null; };
    const number = (key: string): number | null => { const figure = Number(members.get(key) ?? Number.NaN); return Number.isFinite(figure) ? figure : null; };
    return [{
      name, group: members.get('group') ?? name, state: members.get('statename') ?? '', pid: number('pid') ?? 0, exitStatus: number('exitstatus'), spawnError: members.get('spawnerr') ?? '',
      startedAtMs: time('start'), stoppedAtMs: time('stop'), description: members.get('description') ?? '', logFile: members.get('stdout_logfile') || null,
    }];
  });
  const state = structs.find((members) => members.has('statename') && !members.has('spawnerr'))?.get('statename') ?? null;
  return { version: /<param>[^]*?<string>([\d.a-z]+)<\/string>/.exec(xml)?.[1] ?? null, state, programs };
}

function membersOf(xml: string): ReadonlyMap<string, string> {
  return new Map([...xml.matchAll(/<member>\s*<name>([^<]*)<\/name>\s*<value>(?:<\w+>)?([^<]*)/g)].map((found) => [found[1] ?? '', decodeXml(found[2] ?? '')]));
}

function decodeXml(text: string): string {
  return text.replace(/&(lt|gt|amp|quot|apos);/g, (_whole, name: string) => ({ lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" })[name] ?? '').trim();
}

function readSections(text: string): Record<string, Record<string, string>> {
  const sections: Record<string, Record<string, string>> = {};
  let section = '';
  for (const line of linesOf(text)) {
    const head = /^\[(.*)\]$/.exec(line.trim())?.[1];
    if (head !== undefined) { section = head; sections[section] ??= {}; continue; }
    const at = line.indexOf('=');
    const known = sections[section];
    if (at > 0 && known !== undefined) known[line.slice(0, at).trim()] = line.slice(at + 1).trim();
  }
  return sections;
}

type Flaps = Record<string, { exited: number; spawned: number; signals: number; gaveUp: number; lastAtMs: number | null }>;
const dayMs = 86_400_000;

/** Lines of the last day. supervisord writes local time without a zone, so ages are taken against the Pi's own local time. */
function readFlaps(text: string, reading: Reading): Flaps {
  const flaps: Flaps = {};
  const now = localTime(reading.round.pieces.get('clock.local')?.text ?? '');
  for (const line of linesOf(text)) {
    const said = /(exited|spawned|gave up): '?([^\s(']+)'?/.exec(line);
    const stamp = localTime(line);
    const name = said?.[2];
    if (name === undefined || stamp === null || now === null || now - stamp > dayMs) continue;
    const one = (flaps[name] ??= { exited: 0, spawned: 0, signals: 0, gaveUp: 0, lastAtMs: null });
    if (said?.[1] === 'exited') { one.exited += 1; if (line.includes('terminated by SIG')) one.signals += 1; }
    if (said?.[1] === 'spawned') one.spawned += 1;
    if (said?.[1] === 'gave up') one.gaveUp += 1;
    one.lastAtMs = reading.at - (now - stamp);
  }
  return flaps;
}

/** Milliseconds of a calendar without a zone: only differences mean anything. */
function localTime(line: string): number | null {
  const found = /^(\d{4})-(\d\d)-(\d\d)[ T](\d\d):(\d\d):(\d\d)/.exec(line);
  return found === null ? null : timeIn({ t: `${found[1] ?? ''}-${found[2] ?? ''}-${found[3] ?? ''}T${found[4] ?? ''}:${found[5] ?? ''}:${found[6] ?? ''}Z` }, 't');
}
