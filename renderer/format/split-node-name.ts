/** A Celery node name in two: what is said by it, and the `@host` that the row above says already. */
export function splitNodeName(name: string, hostNames: readonly string[]): { readonly own: string; readonly repeated: string } {
  const at = name.lastIndexOf('@');
  const isRepeated = at > 0 && hostNames.includes(name.slice(at + 1));
  return isRepeated ? { own: name.slice(0, at), repeated: name.slice(at) } : { own: name, repeated: '' };
}
