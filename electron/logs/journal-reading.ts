/**
 * The journal of one host as it comes: entries to their sources, and the cursor after which nothing was kept yet.
 * What must stay true: the cursor never passes an entry whose source still holds it.
 */
import type { SourceMark } from '#electron/ports/incident-store.ts';
import type { HostId } from '#shared/domain/ids.ts';
import { readJournalEntry, type JournalUnit } from './core/journal-plan.ts';
import { sourceId, type PlannedSource } from './core/plan-sources.ts';
import { journalBecomes, newFollowed, type Followed, type JournalReading, type Scene } from './followed.ts';

export const journalStream = (host: HostId): SourceMark['id'] => sourceId(host, 'journal', '');

const maxLine = 1_048_576;
const restartMs = 5000;
/** Without a reader that stays, the journal is asked so often. */
const lookAgainMs = 10_000;
const maxUnits = 100;

export function createJournalReading(s: Scene, mark: SourceMark | null, start: (units: readonly JournalUnit[], from: { readonly cursor: string | null; readonly since: number | null }, isFollowed: boolean) => void): JournalReading {
  const { needs } = s;
  let units: readonly JournalUnit[] | null = null;
  let cursor = mark?.cursor ?? null;
  let kept = cursor;
  let failures = 0;
  /** A reader that stays never says where the present end is: the first one is run to its end. */
  let hasCaughtUp = false;
  const nodes = new Map<string, string | null>();
  const held: { readonly cursor: string; readonly one: Followed }[] = [];
  const takeLine = (line: string): void => {
    const entry = readJournalEntry(line);
    if (entry === null) return;
    failures = 0;
    const name = entry.kind === 'kernel' || nodes.has(entry.name) ? entry.name : 'system';
    const one = sourceOf(s, entry.kind, name, name === 'system' ? null : entry.program, nodes.get(entry.name) ?? null);
    one.reading.entry(line, entry.cursor);
    if (entry.cursor !== null) { cursor = entry.cursor; held.push({ cursor: entry.cursor, one }); }
  };
  const lines = createLines(takeLine);
  const run = (): void => {
    lines.forget();
    start(units ?? [], { cursor, since: cursor === null && failures > 0 ? (mark?.lastLineAt ?? null) : null }, hasCaughtUp && s.followerKind !== 'shell');
  };
  return {
    setUnits: (next) => {
      const names = next.map(({ unit }) => unit).sort().slice(0, maxUnits);
      const old = (units ?? []).map(({ unit }) => unit).sort();
      for (const { unit, node } of next) nodes.set(unit, node);
      // a unit whose worker is gone is still listened to: that is when it has something to say
      const all = [...new Map([...(units ?? []), ...next].map((one) => [one.unit, one])).values()].slice(-maxUnits);
      if (units !== null && names.every((name) => old.includes(name))) return;
      units = all;
      // there to be chosen before they have said anything
      sourceOf(s, 'kernel', 'kernel', null, null);
      for (const { unit, node } of all) sourceOf(s, 'journal', unit, unit.replace(/\.service$/, ''), node);
      run();
    },
    output: lines.feed,
    ended: (exitCode) => {
      const isFirst = !hasCaughtUp;
      hasCaughtUp = true;
      if (isFirst) hasRead(s);
      if (isFirst && exitCode === 0 && s.followerKind !== 'shell') return run();
      if (s.followerKind === 'shell') { s.timers.push(needs.timers.after(lookAgainMs, run)); return; }
      failures += 1;
      s.timers.push(needs.timers.after(Math.min(60_000, restartMs * failures), run));
    },
    collect: () => {
      let safe: string | null = null;
      while (held[0] !== undefined && !held[0].one.reading.isHolding()) safe = held.shift()?.cursor ?? safe;
      if (safe === null || safe === kept) return null;
      kept = safe;
      return { id: journalStream(needs.host), host: needs.host, kind: 'journal', name: '', path: null, program: null, offset: 0, base: 0, line: 1, inode: 0, headLength: 0, headCrc: 0, modifiedAt: 0, cursor: safe, lastLineAt: needs.clock.now() };
    },
  };
}

/** All that had come was read: a record that waits for a line is complete. */
function hasRead(s: Scene): void {
  if (s.journalState.state === 'opening') journalBecomes(s, 'following');
  for (const one of s.entries.values()) one.reading.flush();
  s.keeping?.soon();
}

/** Entries out of a stream of bytes; one that is too long is left out whole. */
function createLines(take: (line: string) => void): { readonly feed: (bytes: Uint8Array) => void; readonly forget: () => void } {
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  let rest = '';
  let isTooLong = false;
  return {
    feed: (bytes) => {
      const lines = (rest + decoder.decode(bytes, { stream: true })).split('\n');
      rest = lines.pop() ?? '';
      for (const [index, line] of lines.entries()) if (!(index === 0 && isTooLong)) take(line);
      if (lines.length > 0) isTooLong = false;
      if (rest.length > maxLine) { rest = ''; isTooLong = true; }
    },
    forget: () => { rest = ''; },
  };
}

/** There to be chosen, and to be waited for, before anything was asked. */
export const showJournal = (s: Scene): void => void sourceOf(s, 'kernel', 'kernel', null, null);

function sourceOf(s: Scene, kind: PlannedSource['kind'], name: string, program: string | null, node: string | null): Followed {
  const id = sourceId(s.needs.host, kind, name);
  const old = s.entries.get(id);
  if (old !== undefined) return old;
  const pids = (s.needs.inventory()?.mains ?? []).filter((main) => main.backend.unit === name).map((main) => main.pid);
  const plan: PlannedSource = { id, host: s.needs.host, kind, name, path: null, program, node, pids };
  const made = newFollowed(s, plan, s.marks.get(id) ?? null, 0, pids.length === 1 ? s.needs.workerOf(s.needs.host, pids) : null);
  made.state = s.journalState.state;
  s.entries.set(id, made);
  s.needs.onSources();
  return made;
}

