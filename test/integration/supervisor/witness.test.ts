/** A plan whose panel is gone, and the witness that comes after it: the real program, a real shell, no worker. */
import { spawnSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { createHand } from '#electron/supervision/hand.ts';
import { readPrograms } from '#electron/pi/read-scripts.ts';
import type { HandEvent } from '#electron/supervision/core/hand-event.ts';
import { HostId } from '#shared/domain/ids.ts';
import { createLocalShellSession } from '#test/fakes/local-shell-session.ts';
import { createMemoryLog } from '#test/fakes/memory-log.ts';
import { countingRandom, realTimers } from '#test/fakes/real-time.ts';
import { waitFor } from '#test/lab/wait-for.ts';

const host = HostId.parse('h-1');
const never = new AbortController().signal;
const { handScript } = await readPrograms(new URL('../../../electron/pi/', import.meta.url));

/** Hands of this test, by the marker on their command line. */
const handsOf = (mark: string): readonly string[] => spawnSync('pgrep', ['-f', `fleetbeat-hand ${mark}`], { encoding: 'utf8' }).stdout.split('\n').filter((line) => line !== '');

test('SU-23 a witness hears every word and lets the hand go when it has written the end down', async () => {
  const session = createLocalShellSession({ env: { PATH: '/usr/bin:/bin', HOME: '/tmp', LANG: 'C.UTF-8' } });
  const mark = `beef${process.pid.toString(16)}`;
  const random = { ...countingRandom(), token: () => mark };
  const hand = createHand({ session: () => session, script: handScript, timers: realTimers, random, log: createMemoryLog() });
  const op = `witness-${process.pid}:0`;
  const begun = await hand.begin(host, 'w1@pi', { mode: 'act', op, who: 'test', locks: [op], expiresS: 60, guard: null, signalBy: { by: 'direct' }, status: { by: 'spawned' }, phases: [{ do: 'wait-go', seconds: 30, alone: 'go' }], release: [] }, never);
  expect(begun).toMatchObject({ ok: true, value: { started: true } });
  const heard: HandEvent[] = [];
  const followed = hand.follow(host, op, (event) => void heard.push(event), () => undefined, { isWitness: true });
  const end = await followed.ended;
  expect(end).toMatchObject({ kind: 'ended', end: { state: 'done' } });
  expect(heard.map(({ note, end: over }) => note ?? over?.state)).toEqual(['done']);
  // not before it was told: whoever else asks gets the last word too
  const second = hand.follow(host, op, () => undefined, () => undefined, { isWitness: true });
  expect(await second.ended).toMatchObject({ kind: 'ended' });
  followed.release();
  await waitFor('the hand to be gone', () => handsOf(mark).length === 0, { deadlineMs: 8_000, everyMs: 100, lastSeen: () => handsOf(mark).join() });
  second.leave();
}, 60_000);
