/** What the operator chose for the whole application. */
import { z } from 'zod';

export const Settings = z.object({
  language: z.enum(['auto', 'en', 'fr']),
  theme: z.enum(['auto', 'light', 'dark']),
  /** Refuse every command that changes the fleet. */
  isReadOnly: z.boolean(),
  /** Live sampling interval; slower when a host needs it. */
  sampleEveryMs: z.number().int().min(1000).max(60_000),
});
export type Settings = z.infer<typeof Settings>;

export const defaultSettings: Settings = { language: 'auto', theme: 'auto', isReadOnly: false, sampleEveryMs: 2000 };
