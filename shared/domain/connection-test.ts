/** A connection test, stage by stage: the first failed stage says what to mend; later ones are not tried. */
import { z } from 'zod';
import { AppError } from '#shared/errors.ts';
import { Milliseconds } from './units.ts';

export const TestStageName = z.enum(['name', 'tcp', 'ssh-version', 'host-key', 'login', 'shell', 'workers', 'redis']);
export type TestStageName = z.infer<typeof TestStageName>;

export const TestStage = z.object({
  stage: TestStageName,
  /** The hop tested, `user@host:port`. */
  hop: z.string(),
  outcome: z.enum(['ok', 'failed', 'not-tried', 'warning']),
  tookMs: Milliseconds.nullable(),
  /** Plain facts found: address, server version, fingerprint, login method, Redis version. */
  detail: z.string().max(500).nullable(),
  error: AppError.nullable(),
});
export type TestStage = z.infer<typeof TestStage>;

export const TestReport = z.object({ stages: z.array(TestStage), passed: z.boolean() });
export type TestReport = z.infer<typeof TestReport>;
