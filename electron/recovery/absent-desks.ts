/** Desks of an engine without these parts yet: each says so, none pretends. */
import type { UnackedDesk } from '#electron/unacked/unacked-desk.ts';
import type { AppError } from '#shared/errors.ts';
import { err } from '#shared/result.ts';
import type { RecoveryDesk } from './recovery-desk.ts';

const absent = async (): Promise<{ readonly ok: false; readonly error: AppError }> => err({ code: 'recovery-refused', because: 'unavailable', unmet: [], until: null });

export const absentUnackedDesk: UnackedDesk = { list: absent, dead: absent, copies: absent, giveBack: absent, move: absent, setAside: absent, undo: absent, stuck: absent, retry: absent };
export const absentRecoveryDesk: RecoveryDesk = { offers: absent, plan: absent, run: absent };
