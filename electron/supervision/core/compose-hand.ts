/**
 * The text written to a login's `sh` to run the hand once: marker, request and program as quoted values, never as words.
 * Must stay true: nothing of the request reaches a command line; a host without a usable Python says so in one line.
 */
import type { FixTalk } from '#electron/fixes/core/fix-talk.ts';
import { fieldsOf, textOf } from './read-answer.ts';
import type { HandRequest } from './hand-talk.ts';

const door = `set -f
LC_ALL=C
export LC_ALL
PATH=$PATH:/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin
fb_python=/usr/bin/python3
[ -x "$fb_python" ] || fb_python=$(command -v python3 2>/dev/null)
if [ -z "$fb_python" ]; then echo "$FB_MARKER {\\"python\\":\\"none\\"}"; exit 0; fi
fb_version=$("$fb_python" -I -S -c 'import sys;print("%d.%d" % sys.version_info[:2] if sys.version_info[:2] < (3, 9) else "fine")' </dev/null 2>/dev/null)
if [ "$fb_version" != fine ]; then echo "$FB_MARKER {\\"python\\":\\"$fb_version\\"}"; exit 0; fi
export FLEETBEAT_HAND FLEETBEAT_REQUEST
exec "$fb_python" -I -S -c 'import os;s=os.environ.pop("FLEETBEAT_HAND");exec(compile(s,"hand","exec",0,True),{"__name__":"__main__","SOURCE":s})' fleetbeat-hand "$FB_MARKER"`;

const quoted = (text: string): string => `'${text.replaceAll("'", String.raw`'\''`)}'`;

/** A single string in the environment may hold 128 KiB. */
export const longestRequest = 100_000;

/** `marker` is hex of ours. null: the request is too large to travel. The program finds its own text in `SOURCE`. */
export function composeHand(script: string, marker: string, request: HandRequest | FixTalk): string | null {
  const text = JSON.stringify(request).replaceAll(/[\u007f-\uffff]/g, (one) => String.raw`\u${one.charCodeAt(0).toString(16).padStart(4, '0')}`);
  if (text.length > longestRequest) return null;
  return [`FB_MARKER=${marker}`, `FLEETBEAT_HAND=${quoted(script)}`, `FLEETBEAT_REQUEST=${quoted(text)}`, door, ''].join('\n');
}

/** The hand's lines among whatever else a login prints. */
export function createLineReader(marker: string): { feed(text: string): readonly unknown[] } {
  let kept = '';
  return {
    feed(text) {
      kept += text;
      const lines = kept.split('\n');
      kept = (lines.pop() ?? '').slice(-4_000_000);
      return lines.flatMap((line) => {
        if (!line.startsWith(`${marker} `)) return [];
        try {
          return [JSON.parse(line.slice(marker.length + 1)) as unknown];
        } catch {
          return [];
        }
      });
    },
  };
}

/** What the door itself answered instead of the hand; null: it was the hand. */
export function readDoor(said: unknown): { readonly because: 'python-missing' | 'python-too-old'; readonly about: string } | null {
  const python = fieldsOf(said)['python'];
  if (fieldsOf(said)['boot'] !== undefined || typeof python !== 'string') return null;
  return python === 'none' ? { because: 'python-missing', about: '' } : { because: 'python-too-old', about: textOf(python, 20) ?? '' };
}
