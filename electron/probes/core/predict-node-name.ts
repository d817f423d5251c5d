/**
 * The node name a worker will use, from its -n and its host's name, as celery/utils/nodenames.py makes it:
 * a name without `@` is the host part (`-n w1` is `celery@w1`), and %h %n %d %i %I expand. null when it needs a host
 * name we do not have (in a container) or an expansion we do not know.
 */
export function predictNodeName(given: string | null, hostname: string | null): string | null {
  const text = given ?? '';
  const at = text.indexOf('@');
  const name = at < 0 ? 'celery' : text.slice(0, at) || 'celery';
  const host = at < 0 ? text : text.slice(at + 1);
  if (host === '' && hostname === null) return null;
  return expand(`${name}@${host === '' ? (hostname ?? '') : host}`, hostname);
}

function expand(text: string, hostname: string | null): string | null {
  const dot = hostname?.indexOf('.') ?? -1;
  const short = hostname === null || dot < 0 ? hostname : hostname.slice(0, dot);
  const domain = hostname === null ? null : dot < 0 ? '' : hostname.slice(dot + 1);
  const values: Readonly<Record<string, string | null>> = { h: hostname, n: short, d: domain, i: '0', I: '' };
  let isKnown = true;
  const expanded = text.replace(/%(\w)/g, (_, letter: string) => {
    const value = Object.hasOwn(values, letter) ? (values[letter] ?? null) : null;
    isKnown &&= value !== null;
    return value ?? '';
  });
  return isKnown ? expanded : null;
}
