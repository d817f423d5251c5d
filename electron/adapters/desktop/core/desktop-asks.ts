/**
 * What the engine's process asks of the desktop's main process, and the answers: the keychain and the file dialog.
 * Must stay true: plain values only; both ends validate; an unknown ask is refused, not guessed.
 */
import { z } from 'zod';

const id = z.number().int().nonnegative();
const name = z.string().min(1).max(5000);

export const DesktopAsk = z.discriminatedUnion('verb', [
  z.object({ kind: z.literal('ask'), id, verb: z.literal('vault-get'), name }),
  z.object({ kind: z.literal('ask'), id, verb: z.literal('vault-set'), name, value: z.string().max(10_000) }),
  z.object({ kind: z.literal('ask'), id, verb: z.literal('vault-remove'), name }),
  z.object({ kind: z.literal('ask'), id, verb: z.literal('choose-key') }),
]);
export type DesktopAsk = z.infer<typeof DesktopAsk>;

export const DesktopAnswer = z.discriminatedUnion('ok', [
  z.object({ kind: z.literal('answer'), id, ok: z.literal(true), value: z.string().nullable() }),
  z.object({ kind: z.literal('answer'), id, ok: z.literal(false), because: z.enum(['no-keychain', 'locked', 'failed']) }),
]);
export type DesktopAnswer = z.infer<typeof DesktopAnswer>;

/** Said without being asked: the badge's number and notifications to show. Bounded, since the main process trusts nobody. */
export const DesktopSay = z.object({
  kind: z.literal('words'),
  words: z.object({
    openCount: z.number().int().nonnegative().max(1_000_000),
    notices: z.array(z.object({ title: z.string().max(100), body: z.string().max(400), hasSound: z.boolean() })).max(10),
  }),
});
export type DesktopSay = z.infer<typeof DesktopSay>;

/** The first message to the engine's process: how it is to run. */
export const EngineStart = z.object({
  kind: z.literal('start'),
  version: z.string(),
  vault: z.enum(['keychain', 'memory']),
  settingsFolder: z.string(),
  logFolder: z.string(),
  historyFolder: z.string(),
  isDemo: z.boolean(),
  isReadOnly: z.boolean(),
  /** The desktop's language, where the settings leave it open; the environment may say nothing of it. */
  tongue: z.enum(['en', 'fr']),
});
export type EngineStart = z.infer<typeof EngineStart>;
