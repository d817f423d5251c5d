/** A log that keeps its lines for a test to look at. */
import type { Log, LogFields } from '#electron/ports/log.ts';

export type LogLine = { readonly level: string; readonly message: string; readonly fields: LogFields };

export function createMemoryLog(): Log & { readonly lines: LogLine[] } {
  const lines: LogLine[] = [];
  const add = (level: string) => (message: string, fields: LogFields = {}) => void lines.push({ level, message, fields });
  return {
    lines,
    debug: add('debug'),
    info: add('info'),
    warn: add('warn'),
    error: add('error'),
    bug(error, where) {
      lines.push({ level: 'bug', message: error instanceof Error ? error.message : String(error), fields: { where } });
      return `ref-${lines.length}`;
    },
  };
}
