/**
 * A question the engine asks a person, shown by whichever window is open first. Answers carry secrets towards the
 * engine only: no question, event or log ever holds one.
 */
import { z } from 'zod';
import { BrokerId, HostId, QuestionId } from './ids.ts';
import { EpochMs } from './units.ts';

const about = { id: QuestionId, askedAt: EpochMs, host: HostId.nullable(), hostName: z.string(), at: z.string(), canRemember: z.boolean() };

export const Question = z.discriminatedUnion('kind', [
  z.object({ ...about, kind: z.literal('host-key-unknown'), keyType: z.string(), fingerprint: z.string(), otherKnownKeys: z.array(z.string()) }),
  z.object({ ...about, kind: z.literal('host-key-changed'), keyType: z.string(), expected: z.array(z.string()), offered: z.string(), knownHostsPlace: z.string() }),
  z.object({ ...about, kind: z.literal('passphrase'), keyPath: z.string(), wasWrong: z.boolean() }),
  z.object({ ...about, kind: z.literal('password'), user: z.string(), wasWrong: z.boolean() }),
  z.object({ ...about, kind: z.literal('keyboard-interactive'), title: z.string(), instructions: z.string(), prompts: z.array(z.object({ text: z.string(), echo: z.boolean() })) }),
  z.object({ ...about, kind: z.literal('broker-password'), broker: BrokerId, label: z.string(), user: z.string().nullable(), wasWrong: z.boolean() }),
]);
export type Question = z.infer<typeof Question>;

export const Answer = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('decline') }),
  /** Host keys: `once` for this connection, `save` into our known_hosts beside the user's. */
  z.object({ kind: z.literal('trust'), keep: z.enum(['once', 'save']) }),
  z.object({ kind: z.literal('secret'), value: z.string().max(10_000), remember: z.boolean() }),
  z.object({ kind: z.literal('answers'), values: z.array(z.string().max(10_000)).max(20) }),
]);
export type Answer = z.infer<typeof Answer>;
