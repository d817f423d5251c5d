/**
 * What is said to electron/pi/fix.py, and how its answers are read. Pure.
 * Must stay true: everything is data, in JSON; an answer that does not fit is a failure, never half-taken.
 */
import { z } from 'zod';
import { AppliedFix, FixChange, FixId } from '#shared/domain/fix.ts';
import { WorkerKey, type HostId } from '#shared/domain/ids.ts';
import type { Argv, FileDraft } from './draft-fix.ts';

/** `root`: as root, or by sudo without a password; else as the login's own user. */
export type FixTalk =
  | { readonly verb: 'look'; readonly root: boolean; readonly paths: readonly string[]; readonly runs: readonly Argv[]; /** As supervisord's files describe it: `group:name`, a process of it, and the names of its environment to tell. */ readonly program?: { readonly program: string; readonly pid: number; readonly environment: readonly string[] }; /** As Compose made it: the container, a process of it, and the names of its environment to tell. */ readonly compose?: { readonly container: string; readonly pid: number; readonly environment: readonly string[] } }
  | { readonly verb: 'apply'; readonly root: boolean; readonly id: string; readonly fix: string; readonly label: string; readonly worker: string | null; readonly who: string; readonly seconds: number; readonly files: readonly { readonly path: string; readonly before: string | null; readonly after: string }[]; readonly act: readonly Argv[]; readonly back: readonly Argv[]; readonly changes: readonly FixChange[]; /** `patience`: seconds that the container may take to stop. */ readonly compose?: { readonly container: string; readonly patience: number } }
  | { readonly verb: 'confirm'; readonly root: boolean; readonly id: string }
  | { readonly verb: 'roll-back'; readonly root: boolean; readonly id: string }
  | { readonly verb: 'forget'; readonly root: boolean; readonly id: string }
  | { readonly verb: 'list'; readonly root: boolean };

const short = z.string().max(4000);
const Ran = z.object({ argv: z.array(short).max(60), code: z.number().int(), out: z.string().max(300_000), err: z.string().max(4000) });
export type Ran = z.infer<typeof Ran>;

export const Refused = z.object({ refused: z.string().max(60), about: z.string().max(400) });
const LookedProgram = z.object({ config: short, patterns: z.array(short).max(200), options: z.record(z.string().max(60), short), mates: z.number().int(), ours: z.array(short).max(200), environment: z.record(z.string().max(200), short) });
export type LookedProgram = z.infer<typeof LookedProgram>;
const LookedCompose = z.object({
  project: short, service: short, folder: short, files: z.array(short).max(20), isOneOff: z.boolean(), base: short.nullable(), isThere: z.boolean(), siblings: z.array(short).max(8), isOurs: z.boolean(),
  version: z.string().max(10).nullable(), command: z.array(short).max(400), isSecret: z.boolean(), runs: z.boolean(), hasLodgers: z.boolean(), containers: z.number().int(), program: z.array(z.enum(['docker', 'compose', 'docker-compose'])).min(1).max(2).nullable(), hasProgram: z.boolean(),
  isImageSame: z.boolean(), stopS: z.number().int().nullable(), memoryBytes: z.number(), isWritable: z.boolean(), environment: z.record(z.string().max(200), short),
});
export type LookedCompose = z.infer<typeof LookedCompose>;
/** `program` null: supervisord's files do not tell of it; `compose` null: Docker does not. */
export const Looked = z.object({ uid: z.number().int(), files: z.record(z.string().max(1000), z.string().max(400_000).nullable()), ran: z.array(Ran).max(40), program: LookedProgram.nullish(), compose: LookedCompose.nullish() });
export type Looked = z.infer<typeof Looked>;
/** The one that Compose made; not there: it made none. */
const Container = z.string().max(64).nullish();
export const Applied = z.object({ state: z.string().max(60), said: z.array(Ran).max(80), armed: z.string().max(20).nullable(), container: Container });
export const TakenBack = z.object({ state: z.string().max(60), left: z.array(short).max(40), said: z.array(Ran).max(80), container: Container });
/** Read piece by piece afterwards. */
export const Anything = z.unknown();
export const Said = z.object({ state: z.string().max(60) });

const Kept = z.object({
  id: z.string(), fix: z.string().max(60), label: z.string().max(600), worker: z.string().max(2000).nullable(), who: z.string().max(300), at: z.number(), deadline: z.number().nullable(), ended: z.number().nullable().optional(),
  state: AppliedFix.shape.state, changes: z.array(z.unknown()).max(40), left: z.array(z.string().max(600)).max(40),
});
const Listing = z.object({ fixes: z.array(z.unknown()).max(200), now: z.number() });

/** What does not read as ours is left out. */
export function readListing(said: unknown, host: HostId): readonly AppliedFix[] {
  const listing = Listing.safeParse(said);
  return (listing.success ? listing.data.fixes : []).flatMap((raw): AppliedFix[] => {
    const kept = Kept.safeParse(raw);
    const id = FixId.safeParse(kept.success ? kept.data.id : null);
    if (!kept.success || !id.success) return [];
    const worker = WorkerKey.safeParse(kept.data.worker);
    const { fix, label, who, at, deadline, state, left } = kept.data;
    const changes = kept.data.changes.flatMap((one) => { const read = FixChange.safeParse(one); return read.success ? [read.data] : []; });
    return [{ id: id.data, host, fix, label, worker: worker.success ? worker.data : null, who, at, state, deadline: state === 'proving' ? deadline : null, endedAt: kept.data.ended ?? null, changes, left }];
  });
}

/** Texts as base64. */
export const draftedFile = ({ path, before, after }: FileDraft, encode: (text: string) => string): { readonly path: string; readonly before: string | null; readonly after: string } =>
  ({ path, before: before === null ? null : encode(before), after: encode(after) });
