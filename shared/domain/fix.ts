/**
 * A fix: what would be changed for a finding, as values before and after, how it is proven, and how it is taken back.
 * Must stay true: it describes, it does nothing; files stand beside the user's own; every step has its way back.
 */
import { z } from 'zod';
import { FindingArgs, FindingSubject } from './finding.ts';

export const FixId = z.string().regex(/^[a-z][a-z0-9-]{1,58}$/).brand<'FixId'>();
export type FixId = z.infer<typeof FixId>;

export const FixKind = z.enum(['systemd-drop-in', 'supervisord-include', 'compose-override', 'redis-config', 'celery-control', 'sysctl', 'command']);
export type FixKind = z.infer<typeof FixKind>;

const word = z.string().min(1).max(600);
const path = z.string().regex(/^(\/|~\/)[^\0\n]*$/).max(600);

/** One act, typed: whoever carries it out builds its own command line. `~/` is the account's home. */
export const FixStep = z.discriminatedUnion('do', [
  z.object({ do: z.literal('write-file'), path, text: z.string().max(20_000), asRoot: z.boolean() }),
  z.object({ do: z.literal('remove-file'), path, asRoot: z.boolean() }),
  z.object({ do: z.literal('daemon-reload'), isUserUnit: z.boolean() }),
  z.object({ do: z.literal('restart-unit'), unit: word, isUserUnit: z.boolean() }),
  z.object({ do: z.literal('supervisord-update'), program: word }),
  /** With exactly these files, in this order. */
  z.object({ do: z.literal('compose-up'), directory: path, service: word, files: z.array(path).min(1).max(20) }),
  z.object({ do: z.literal('redis-config-set'), option: z.string().regex(/^[a-z-]{1,60}$/), value: z.string().max(200) }),
  /** Writes the values in use into Redis' own file; refused when it was started without one, and that is no failure. */
  z.object({ do: z.literal('redis-config-rewrite') }),
  z.object({ do: z.literal('pool-shrink'), by: z.number().int().min(1).max(100) }),
  z.object({ do: z.literal('pool-grow'), by: z.number().int().min(1).max(100) }),
  z.object({ do: z.literal('sysctl'), name: z.string().regex(/^[a-z0-9_.]{1,100}$/), value: z.string().regex(/^\d{1,12}$/) }),
  z.object({ do: z.literal('run'), argv: z.array(word).min(1).max(12), asRoot: z.boolean() }),
]);
export type FixStep = z.infer<typeof FixStep>;

/** `before` null: not set, or not known. */
export const FixSetting = z.object({ name: word, before: z.string().max(600).nullable(), after: z.string().max(600) });
export type FixSetting = z.infer<typeof FixSetting>;

export const FixPlan = z.object({
  fix: FixId,
  kind: FixKind,
  subject: FindingSubject,
  settings: z.array(FixSetting).min(1).max(40),
  apply: z.array(FixStep).min(1).max(20),
  rollback: z.array(FixStep).min(1).max(20),
  takesEffect: z.enum(['at-once', 'after-restart']),
  /** Tasks under way are ended by the restart unless the worker is drained first. */
  restartsWorker: z.boolean(),
  /** Findings that must be gone afterwards, by check; the worker must be back as well. */
  proves: z.array(z.string().max(20)).min(1).max(10),
  args: FindingArgs,
});
export type FixPlan = z.infer<typeof FixPlan>;

/** Why there is nothing to apply; each has a sentence with what to do by hand. */
export const FixObstacle = z.enum(['no-such-target', 'flag-on-command-line', 'name-not-plain', 'backend-unsupported', 'value-unknown', 'already-so', 'wrong-pool', 'set-in-code']);
export type FixObstacle = z.infer<typeof FixObstacle>;

const words = z.object({ title: z.string().max(200), does: z.string().max(2000) });
export const FixCard = z.object({ id: FixId, kind: z.array(FixKind).min(1).max(4), checks: z.array(z.string().max(20)).min(1).max(20), words: z.object({ en: words, fr: words }) });
export type FixCard = z.infer<typeof FixCard>;

export const ProfileEffect = z.enum(['acts', 'ignored-by-pool', 'same-already', 'needs-code', 'left-out']);
export type ProfileEffect = z.infer<typeof ProfileEffect>;

/** One value of a profile on one worker: what the report wrote, what is put in its place, and what it does in this pool. */
export const ProfileRow = z.object({
  name: word,
  where: z.enum(['flag', 'environment', 'unit', 'redis', 'setting']),
  reported: z.string().max(300).nullable(),
  now: z.string().max(300).nullable(),
  /** null: the report's value is left out. */
  proposed: z.string().max(300).nullable(),
  effect: ProfileEffect,
  why: z.object({ en: z.string().max(1000), fr: z.string().max(1000) }),
});
export type ProfileRow = z.infer<typeof ProfileRow>;

export const ProfilePreview = z.object({
  profile: z.enum(['many-queues', 'native-libraries']),
  worker: z.string().max(600),
  rows: z.array(ProfileRow).max(60),
  /** null: it cannot be applied as drop-ins here, and why. */
  plans: z.array(FixPlan).max(10),
  obstacles: z.array(FixObstacle).max(10),
});
export type ProfilePreview = z.infer<typeof ProfilePreview>;
