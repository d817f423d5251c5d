/**
 * Text as Python writes it: json.dumps with its blanks, its ASCII escapes and its floats, and repr of plain values.
 * The engine must read what real workers send, so the simulated ones send exactly that form.
 */
export type PyFloat = { readonly float: number };
export type PyValue = null | boolean | number | string | PyFloat | readonly PyValue[] | { readonly [key: string]: PyValue };

/** A number that Python holds as a float: 2 is written 2.0. */
export function float(value: number): PyFloat {
  return { float: value };
}

function isFloat(value: object): value is PyFloat {
  return 'float' in value && typeof value.float === 'number' && Object.keys(value).length === 1;
}

function isList(value: object): value is readonly PyValue[] {
  return Array.isArray(value);
}

export function pythonJson(value: PyValue): string {
  if (value === null || typeof value === 'boolean' || typeof value === 'number') return String(value);
  if (typeof value === 'string') return quoted(value);
  if (isList(value)) return `[${value.map(pythonJson).join(', ')}]`;
  if (isFloat(value)) return floatText(value.float);
  return `{${Object.entries(value).map(([key, item]) => `${quoted(key)}: ${pythonJson(item)}`).join(', ')}}`;
}

function floatText(value: number): string {
  if (value === Infinity) return 'Infinity';
  return Number.isInteger(value) ? `${value}.0` : String(value);
}

function quoted(text: string): string {
  return JSON.stringify(text).replace(/[\u007f-\uffff]/g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

export function pythonRepr(value: PyValue): string {
  if (value === null) return 'None';
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  if (typeof value === 'number') return String(value);
  if (typeof value === 'string') return value.includes("'") && !value.includes('"') ? `"${value}"` : `'${value.replace(/[\\']/g, '\\$&').replace(/\n/g, '\\n')}'`;
  if (isList(value)) return `[${value.map(pythonRepr).join(', ')}]`;
  if (isFloat(value)) return floatText(value.float);
  return `{${Object.entries(value).map(([key, item]) => `${pythonRepr(key)}: ${pythonRepr(item)}`).join(', ')}}`;
}

export function pythonTuple(values: readonly PyValue[]): string {
  return values.length === 1 ? `(${pythonRepr(values[0] ?? null)},)` : `(${values.map(pythonRepr).join(', ')})`;
}
