/**
 * Asks the mender on a host, one question at a time. Must stay true: a refusal of the mender's own is a value with its
 * words; the request travels as a quoted value, never as words of a command line.
 */
import { Buffer } from 'node:buffer';
import { composeHand, createLineReader, readDoor } from '#electron/supervision/core/compose-hand.ts';
import { isRecord } from '#electron/celery/core/tolerant-json.ts';
import type { Random } from '#electron/ports/random.ts';
import type { RemoteSession } from '#electron/ports/remote-shell.ts';
import type { HostId } from '#shared/domain/ids.ts';
import type { AppError } from '#shared/errors.ts';
import { err, ok, type Result } from '#shared/result.ts';

export type ProcessToMend = { readonly pid: number; readonly start: number; readonly boot: string };
export type MendRequest =
  | { readonly do: 'look'; readonly processes: readonly ProcessToMend[]; readonly redis?: boolean; readonly unit?: string; readonly user?: boolean; readonly logs?: boolean; readonly folders?: readonly string[]; readonly oom?: boolean }
  | { readonly do: 'drain'; readonly process: ProcessToMend; readonly seconds: number }
  | { readonly do: 'dump'; readonly process: ProcessToMend }
  | { readonly do: 'kill-child'; readonly main: ProcessToMend; readonly child: ProcessToMend; readonly signal: 'SIGTERM' | 'SIGKILL' }
  | { readonly do: 'empty'; readonly paths: readonly string[] }
  | { readonly do: 'vacuum'; readonly mebibytes: number }
  | { readonly do: 'unit'; readonly verb: 'start' | 'reset-failed'; readonly unit: string; readonly user?: boolean }
  | { readonly do: 'stuck' }
  | { readonly do: 'try-import'; readonly python: string; readonly app: string; readonly folder: string | null };

/** `refused`: the mender said no, in its own words, and did nothing. */
export type Mended = { readonly answer: unknown; readonly refused: string | null };
export type Mender = { ask(host: HostId, request: MendRequest, signal: AbortSignal, deadlineMs?: number): Promise<Result<Mended, AppError>> };

export function createMender(needs: { readonly session: (host: HostId) => RemoteSession | null; readonly script: string; readonly random: Random }): Mender {
  return {
    ask: async (host, request, signal, deadlineMs = 60_000) => {
      const session = needs.session(host);
      if (session === null) return err({ code: 'host-unreachable', at: host.slice(0, 300), because: 'closed' });
      const marker = needs.random.token(8);
      // the same way in as the hand's: its type lists the hand's own requests
      const text = composeHand(needs.script, marker, request as unknown as Parameters<typeof composeHand>[2]);
      if (text === null) return err({ code: 'shell-unusable', at: host.slice(0, 300), because: 'no-marker', exitCode: null });
      const ran = await session.run('exec sh', { signal, deadlineMs, input: Buffer.from(text), maxBytes: 2_000_000 });
      if (!ran.ok) return ran;
      const said = createLineReader(marker).feed(`${Buffer.from(ran.value.stdout).toString('utf8')}\n`).at(-1);
      const door = readDoor(said);
      if (door !== null) return err({ code: 'supervision-refused', worker: '', ...door });
      if (!isRecord(said)) return err({ code: 'shell-unusable', at: host.slice(0, 300), because: 'no-marker', exitCode: ran.value.exitCode });
      return ok({ answer: said['answer'] ?? null, refused: said['ok'] === true ? null : (typeof said['because'] === 'string' ? said['because'] : 'refused').slice(0, 300) });
    },
  };
}
