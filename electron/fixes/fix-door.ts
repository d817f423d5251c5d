/**
 * One question to electron/pi/fix.py on a host, one answer.
 * Must stay true: the program and the question travel as data on standard input; what does not fit its schema is no answer.
 */
import { Buffer } from 'node:buffer';
import type { Log } from '#electron/ports/log.ts';
import type { Random } from '#electron/ports/random.ts';
import type { RemoteSession } from '#electron/ports/remote-shell.ts';
import { composeHand, createLineReader, readDoor } from '#electron/supervision/core/compose-hand.ts';
import type { HostId } from '#shared/domain/ids.ts';
import type { AppError } from '#shared/errors.ts';
import { err, ok, type Result } from '#shared/result.ts';
import { Refused, type FixTalk } from './core/fix-talk.ts';

export type FixDoorNeeds = { readonly session: (host: HostId) => RemoteSession | null; readonly script: string; readonly random: Random; readonly log: Log };
type Schema<T> = { safeParse(value: unknown): { success: true; data: T } | { success: false } };
export type FixDoor = { ask<T>(host: HostId, talk: FixTalk, answer: Schema<T>, signal: AbortSignal, /** A container may take so long to stop. */ patienceMs?: number): Promise<Result<T, AppError>> };

/** Applying restarts services: each of its commands may take two minutes. */
const deadlines: Readonly<Record<FixTalk['verb'], number>> = { look: 50_000, list: 30_000, apply: 300_000, confirm: 60_000, 'roll-back': 300_000, forget: 30_000 };
const refusals = ['needs-root', 'disk-full', 'not-writable', 'still-in-force'] as const;

export function createFixDoor(needs: FixDoorNeeds): FixDoor {
  return {
    async ask(host, talk, answer, signal, patienceMs = 0) {
      const session = needs.session(host);
      if (session === null) return err({ code: 'fix-refused', because: 'host-away', about: '' });
      const marker = needs.random.token(8);
      const text = composeHand(needs.script, marker, talk);
      if (text === null) return err({ code: 'fix-refused', because: 'failed', about: 'too large' });
      const ran = await session.run('exec sh', { signal, deadlineMs: deadlines[talk.verb] + patienceMs, input: Buffer.from(text), maxBytes: 4_000_000 });
      if (!ran.ok) return ran;
      const [said] = createLineReader(marker).feed(`${Buffer.from(ran.value.stdout).toString('utf8')}\n`);
      const read = answer.safeParse(said);
      if (read.success) return ok(read.data);
      return err(refusalOf(said, () => needs.log.warn('a fix gave no answer', { verb: talk.verb, stderr: JSON.stringify(Buffer.from(ran.value.stderr).toString('utf8').slice(-300)) })));
    },
  };
}

function refusalOf(said: unknown, note: () => void): AppError {
  const door = said === undefined ? null : readDoor(said);
  if (door !== null) return { code: 'fix-refused', because: 'failed', about: door.because === 'python-missing' ? 'python3' : `python ${door.about}` };
  const refused = Refused.safeParse(said);
  if (!refused.success) { note(); return { code: 'fix-failed', because: 'answer-lost', about: '' }; }
  const { refused: why, about } = refused.data;
  const text = about.slice(0, 300);
  if (why === 'changed-meanwhile') return { code: 'fix-refused', because: 'host-changed', about: text };
  if (why === 'not-there') return { code: 'fix-refused', because: 'gone', about: text };
  if (why === 'rolled-back-already') return { code: 'fix-failed', because: 'rolled-back-already', about: text };
  return { code: 'fix-refused', because: refusals.find((one) => one === why) ?? 'failed', about: text };
}
