/** What the operator chose for the whole application. */
import { z } from 'zod';
import { AlertChoices, defaultAlertChoices } from './alert.ts';
import { CheckMute } from './diagnosis.ts';
import { defaultKeepMs, HistoryRetention } from './history.ts';

export const Settings = z.object({
  language: z.enum(['auto', 'en', 'fr']),
  theme: z.enum(['auto', 'light', 'dark']),
  /** Refuse every command that changes the fleet. */
  isReadOnly: z.boolean(),
  /** Live sampling interval; slower when a host needs it. */
  sampleEveryMs: z.number().int().min(1000).max(60_000),
  /** Recorded history: whether, how large the file may grow, how long each level is kept. */
  history: z.object({ isOn: z.boolean(), limitBytes: z.number().int().min(20_000_000).max(1_000_000_000_000), keepMs: HistoryRetention }),
  alerts: AlertChoices,
  /** Checks that are not counted, and hours between diagnoses by themselves (null: only when asked). */
  diagnosis: z.object({ mutes: z.array(CheckMute).max(500), everyHours: z.number().int().min(1).max(168).nullable() }),
});
export type Settings = z.infer<typeof Settings>;

export const defaultSettings: Settings = { language: 'auto', theme: 'auto', isReadOnly: false, sampleEveryMs: 2000, history: { isOn: true, limitBytes: 2_000_000_000, keepMs: defaultKeepMs }, alerts: defaultAlertChoices, diagnosis: { mutes: [], everyHours: null } };
