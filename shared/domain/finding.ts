/**
 * What a check found: one finding for each subject it judged. Source of every rule: docs/spec/diagnosis.md.
 * Must stay true: a finding holds figures and names, no sentence; the sentences come from the catalogue in either language.
 * Names, excerpts and arguments are a Pi's own text: plain text, never HTML, never a shell word.
 */
import { z } from 'zod';
import { WorkerKey } from './ids.ts';
import { EpochMs } from './units.ts';

/** As the catalogue names it: `SYS-01`, `RED-13`. Older runs may name checks that exist no more. */
export const CheckId = z.string().regex(/^[A-Z]{2,4}-\d{2}[a-z]?$/).brand<'CheckId'>();
export type CheckId = z.infer<typeof CheckId>;

/** `unknown` is no evidence: never ok, never counted. */
export const FindingSeverity = z.enum(['ok', 'info', 'warn', 'crit', 'unknown']);
export type FindingSeverity = z.infer<typeof FindingSeverity>;

/** In the order in which a report shows them. */
export const FindingCategory = z.enum(['system', 'power', 'storage', 'network', 'redis', 'configuration', 'runtime', 'processes', 'docker', 'supervision', 'logs']);
export type FindingCategory = z.infer<typeof FindingCategory>;

export const FindingSubject = z.object({
  kind: z.enum(['host', 'worker', 'process', 'beat', 'unit', 'program', 'container', 'queue', 'broker', 'mount', 'device', 'file', 'task']),
  /** The node name, unit, queue, path. For a host its own name. */
  name: z.string().max(600),
  pid: z.number().int().nullable(),
  worker: WorkerKey.nullable(),
});
export type FindingSubject = z.infer<typeof FindingSubject>;

/** Findings of one group have one cause: the score deducts for it once, and shows the others as consequences. */
export const CauseGroup = z.string().regex(/^[a-z][a-z-]{1,38}$/);
export type CauseGroup = z.infer<typeof CauseGroup>;

/** Who or what would have to allow it, so that the evidence can be had. Each has a sentence in shared/diagnosis-words. */
export const Grant = z.enum([
  'root', 'same-user', 'group-video', 'group-journal', 'group-docker', 'supervisord-socket', 'ptrace', 'hidepid', 'psi', 'python3', 'redis-acl', 'worker-reply', 'broker', 'connection',
  'command', 'kernel', 'second-round', 'history', 'logs', 'task-events', 'not-a-pi', 'none',
]);
export type Grant = z.infer<typeof Grant>;

export const EvidenceState = z.enum(['had', 'refused', 'missing', 'failed', 'too-big']);
export type EvidenceState = z.infer<typeof EvidenceState>;

/** One piece of evidence as it is shown under a finding. */
export const EvidenceShown = z.object({
  /** Its name in the evidence of the run: `system.meminfo`, `worker.812.limits`. */
  name: z.string().max(700),
  at: EpochMs,
  /** The command, file or Redis command it came from. */
  source: z.string().max(700),
  state: EvidenceState,
  /** What stood there, cut; null when nothing did. */
  excerpt: z.string().max(2000).nullable(),
  grant: Grant.nullable(),
});
export type EvidenceShown = z.infer<typeof EvidenceShown>;

export const FindingArgs = z.record(z.string().max(40), z.union([z.string().max(600), z.number(), z.boolean(), z.null()]));
export type FindingArgs = z.infer<typeof FindingArgs>;

/** A change that the panel can make, verify and take back. */
export const FixRef = z.object({ id: z.string().regex(/^[a-z][a-z0-9-]{1,58}$/), args: FindingArgs });
export type FixRef = z.infer<typeof FixRef>;

export const Finding = z.object({
  /** Check and subject: the same in each run, so that runs can be compared. */
  id: z.string().min(1).max(800),
  check: CheckId,
  category: FindingCategory,
  severity: FindingSeverity,
  /** 1..5: its weight among the checks of its category. */
  impact: z.number().int().min(1).max(5),
  subject: FindingSubject,
  group: CauseGroup.nullable(),
  /** The fleet cannot work while this stands: caps the score at 15. */
  isBlocking: z.boolean(),
  isMuted: z.boolean(),
  /** Which sentence of the catalogue says it; `unknown`, `threw` and `ok` have general sentences. */
  says: z.string().max(60),
  args: FindingArgs,
  evidence: z.array(EvidenceShown).max(20),
  /** The exact command that fixes or shows it; may have several lines. null: nothing to type. */
  command: z.string().max(2000).nullable(),
  fix: FixRef.nullable(),
  /** How much of the check's points it costs, 0..1, where it is not all or nothing between warn and crit. null: by its severity. */
  loss: z.number().min(0).max(1).nullable(),
  /** First run in which it stood without a break; null: not known. */
  since: EpochMs.nullable(),
});
export type Finding = z.infer<typeof Finding>;

/** `else` is taken for a variant that has no sentence of its own. `{{name}}` is an argument, `{{name|bytes}}` with its unit. */
const text = z.string().max(2000);
export const WordsByVariant = z.union([text, z.record(z.string().max(60), text)]);
export const CheckWords = z.object({ title: z.string().max(200), says: z.record(z.string().max(60), text), cause: WordsByVariant, fix: WordsByVariant, refute: WordsByVariant });
export type CheckWords = z.infer<typeof CheckWords>;

/** A check as the catalogue lists it. */
export const CheckCard = z.object({
  id: CheckId,
  category: FindingCategory,
  impact: z.number().int().min(1).max(5),
  link: z.url().max(500),
  words: z.object({ en: CheckWords, fr: CheckWords }),
});
export type CheckCard = z.infer<typeof CheckCard>;
