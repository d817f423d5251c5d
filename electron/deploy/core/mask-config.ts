/**
 * A configuration as it may be shown: values of secret names and passwords in addresses are masked, line by line, so that a
 * diff of two masked texts shows where they differ. Must stay true: rather too much is masked than too little.
 */
import { maskUrls, mask } from '#electron/celery/core/mask-setting.ts';

const secretLine = /^(\s*"[^"]*(?:pass(?:wd|word|phrase)?|secret|token|credential|private|api[_-]?key|access[_-]?key|auth|signature|dsn|cookie)[^"]*"\s*:\s*)"(?:[^"\\]|\\.)+"/i;
/** `--password=x`, and `PASSWORD=x` inside a word of a command. */
const secretWord = /((?:pass(?:wd|word)?|secret|token|api[_-]?key)[\w-]*=)[^"\s]+/gi;

export function maskConfig(text: string): string {
  return text.split('\n').map((line) => maskUrls(line.replace(secretLine, `$1"${mask}"`).replace(secretWord, `$1${mask}`))).join('\n');
}
