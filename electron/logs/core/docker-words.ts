/**
 * What we ask Docker's daemon and how its answers are read. Pure. Only questions: nothing here changes a container.
 * Must stay true: of a container's environment nothing is kept; ids and times that go into a path are checked first.
 */
import { fixedZone, readIso } from '#electron/crashes/core/read-time.ts';

const utc = fixedZone(0, false);
export const dockerSocket = '/var/run/docker.sock';

export type DockerContainer = { readonly id: string; readonly name: string; readonly isRunning: boolean; readonly command: string };
/** Place in a stream of times: the last one taken, and how many lines had it. */
export type TimePlace = { readonly time: string; readonly count: number };

const idPattern = /^[\da-f]{12,64}$/;
const timePattern = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d{1,9}))?Z$/;
const actions = ['die', 'oom', 'kill', 'stop', 'start'];
const firstLines = 3000;

export const question = (path: string): string => `GET ${path} HTTP/1.0\r\nHost: docker\r\n\r\n`;
export const askContainers = question('/containers/json?all=1');

export function askContainer(id: string): string | null {
  return idPattern.test(id) ? question(`/containers/${id}/json`) : null;
}

/** From a time on; on the first visit its last lines. */
export function askOutput(id: string, from: TimePlace | null): string | null {
  if (!idPattern.test(id)) return null;
  const since = from === null ? null : sinceOf(from.time);
  return question(`/containers/${id}/logs?follow=1&stdout=1&stderr=1&timestamps=1&${since === null ? `tail=${firstLines}` : `since=${since}`}`);
}

export function askEvents(sinceMs: number): string {
  const filters = encodeURIComponent(JSON.stringify({ type: ['container'], event: actions }));
  return question(`/events?since=${Math.floor(sinceMs / 1000)}.${String(Math.floor(sinceMs % 1000)).padStart(3, '0')}&filters=${filters}`);
}

/** Docker takes seconds and nanoseconds. */
function sinceOf(time: string): string | null {
  const found = timePattern.exec(time);
  if (found === null) return null;
  const at = readIso(`${found[1] ?? ''}Z`, utc)?.at;
  return at === undefined ? null : `${Math.floor(at / 1000)}.${(found[2] ?? '').padEnd(9, '0')}`;
}

export function timeOf(line: string): string | null {
  const blank = line.indexOf(' ');
  const time = blank < 0 ? line : line.slice(0, blank);
  return timePattern.test(time) ? time : null;
}

/** RFC 3339 times of one daemon compare as text when both have all their digits. */
const full = (time: string): string => { const found = timePattern.exec(time); return found === null ? '' : `${found[1] ?? ''}.${(found[2] ?? '').padEnd(9, '0')}`; };

/** Drops lines that were taken before, at a resumed place; counts those that are. */
export function createTimeGate(from: TimePlace | null): { take(line: string): TimePlace | null } {
  let last = from;
  let known = from?.count ?? 0;
  return {
    take: (line) => {
      const time = timeOf(line);
      if (time === null) return last ?? { time: '1970-01-01T00:00:00Z', count: 0 };
      const order = last === null ? 1 : full(time) < full(last.time) ? -1 : full(time) === full(last.time) ? 0 : 1;
      if (order === 0 && known > 0) { known -= 1; return null; }
      if (order < 0 && from !== null && full(time) < full(from.time)) return null;
      known = 0;
      last = order === 0 && last !== null ? { time, count: last.count + 1 } : order < 0 && last !== null ? last : { time, count: 1 };
      return last;
    },
  };
}

export const writePlace = ({ time, count }: TimePlace): string => `${time} ${count}`;

export function readPlace(text: string | null): TimePlace | null {
  const [time = '', count = ''] = (text ?? '').split(' ');
  return timePattern.test(time) && /^\d{1,9}$/.test(count) ? { time, count: Number(count) } : null;
}

type Fields = { readonly [name: string]: unknown };
const isFields = (value: unknown): value is Fields => typeof value === 'object' && value !== null && !Array.isArray(value);
const text = (value: unknown): string => (typeof value === 'string' ? value.slice(0, 500) : '');

function parse(json: string): unknown {
  try {
    return JSON.parse(json) as unknown;
  } catch {
    return null;
  }
}

export function readContainers(json: string): readonly DockerContainer[] {
  const value = parse(json);
  if (!Array.isArray(value)) return [];
  return value.slice(0, 500).flatMap((one: unknown) => {
    if (!isFields(one) || !idPattern.test(text(one['Id']))) return [];
    const names: unknown = one['Names'];
    const name = Array.isArray(names) ? text(names[0]).replace(/^\//, '') : '';
    return name === '' ? [] : [{ id: text(one['Id']), name, isRunning: one['State'] === 'running', command: text(one['Command']) }];
  });
}

/** Its name and its end, worth telling when it says more than its event did; its environment, mounts and labels stay on the host's side of this function. */
export function readEnd(json: string): { readonly line: string; readonly at: number | null; readonly isWorthTelling: boolean } | null {
  const value = parse(json);
  if (!isFields(value) || !isFields(value['State'])) return null;
  const { Status, Running, OOMKilled, ExitCode, StartedAt, FinishedAt, Error: error } = value['State'];
  const finished = readIso(text(FinishedAt), utc)?.at ?? 0;
  const line = JSON.stringify([{ Id: text(value['Id']).slice(0, 64), Name: text(value['Name']), State: { Status: text(Status), Running: Running === true, OOMKilled: OOMKilled === true, ExitCode: typeof ExitCode === 'number' ? ExitCode : 0, StartedAt: text(StartedAt), FinishedAt: text(FinishedAt), Error: text(error) } }]);
  return { line, at: finished > 0 ? finished : null, isWorthTelling: Running !== true && (OOMKilled === true || text(error) !== '') };
}

export type DockerEvent = { readonly line: string; readonly action: string; readonly id: string; readonly name: string; readonly at: number };

/** Of an event's attributes only what an incident needs: labels may hold anything. */
export function readDockerEvent(json: string): DockerEvent | null {
  const value = parse(json);
  if (!isFields(value) || value['Type'] !== 'container' || !isFields(value['Actor'])) return null;
  const attributes = isFields(value['Actor']['Attributes']) ? value['Actor']['Attributes'] : {};
  const [action, id, name] = [text(value['Action']), text(value['Actor']['ID']), text(attributes['name'])];
  const { time, timeNano } = value;
  if (!actions.includes(action) || !idPattern.test(id) || typeof time !== 'number') return null;
  const kept = Object.fromEntries(['name', 'image', 'exitCode', 'signal', 'execDuration'].flatMap((key) => (text(attributes[key]) === '' ? [] : [[key, text(attributes[key])] as const])));
  const line = JSON.stringify({ Type: 'container', Action: action, status: action, id: id.slice(0, 12), Actor: { ID: id, Attributes: kept }, time, ...(typeof timeNano === 'number' ? { timeNano } : {}) });
  return { line, action, id, name, at: typeof timeNano === 'number' ? timeNano / 1_000_000 : time * 1000 };
}
