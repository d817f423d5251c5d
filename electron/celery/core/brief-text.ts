/**
 * Foreign values as short plain text, and foreign numbers as numbers or null. Nothing here trusts a type.
 */
import type { JsonValue } from './tolerant-json.ts';

/** A string as it is, anything else as JSON; cut without leaving half a surrogate pair. */
export function briefText(value: JsonValue | undefined, maxLength: number): string | null {
  if (value === undefined || value === null) return null;
  const text = typeof value === 'string' ? value : typeof value === 'number' ? String(value) : JSON.stringify(value);
  return cutText(text, maxLength);
}

export function cutText(text: string, maxLength: number): string {
  if (text.length <= maxLength) return text;
  const last = text.charCodeAt(maxLength - 1);
  return text.slice(0, last >= 0xd800 && last <= 0xdbff ? maxLength - 1 : maxLength);
}

export function numberOf(value: JsonValue | undefined): number | null {
  return typeof value === 'number' && Number.isFinite(value) ? value : null;
}

export function integerOf(value: JsonValue | undefined): number | null {
  return typeof value === 'number' && Number.isSafeInteger(value) ? value : null;
}

export function booleanOf(value: JsonValue | undefined): boolean | null {
  return typeof value === 'boolean' ? value : null;
}

/** A node name, task id or queue name: not empty, not longer than the treaty allows. */
export function nameOf(value: JsonValue | undefined, maxLength = 600): string | null {
  return typeof value === 'string' && value !== '' && value.length <= maxLength ? value : null;
}
