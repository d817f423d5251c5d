/**
 * Where the window may go, and what may be asked of it: nowhere, and nothing, but our own page. Pure.
 * Must stay true: `app://fleetbeat/` is the only place; links to the web open in the browser, https only.
 */
export const pageScheme = 'app';
export const pageOrigin = 'app://fleetbeat';
export const pageUrl = `${pageOrigin}/index.html`;

export function isOwnPage(url: string): boolean {
  const parsed = parse(url);
  return parsed !== null && parsed.protocol === 'app:' && parsed.host === 'fleetbeat' && parsed.username === '' && parsed.password === '';
}

/** What may be handed to the system's browser. */
export function isSafeOutside(url: string): boolean {
  const parsed = parse(url);
  return parsed !== null && parsed.protocol === 'https:' && parsed.username === '' && parsed.password === '';
}

/** The path of a request to our protocol, or null when it is not for us. */
export function requestedPath(url: string): string | null {
  const parsed = parse(url);
  return parsed !== null && isOwnPage(url) ? parsed.pathname : null;
}

/** The page uses the clipboard to copy a fix; it gets nothing else. */
export function isPermitted(permission: string, url: string): boolean {
  return permission === 'clipboard-sanitized-write' && isOwnPage(url);
}

type Parts = { readonly protocol: string; readonly host: string; readonly username: string; readonly password: string; readonly pathname: string };

/** Only what is needed of a URL, without the platform's own parser: a core has none. */
function parse(url: string): Parts | null {
  const match = /^([a-z][a-z0-9+.-]*:)\/\/(?:([^/?#@:]*)(?::([^/?#@]*))?@)?([^/?#@\\\s]*)([^?#\\]*)/i.exec(url);
  if (match === null) return null;
  const [, protocol = '', username = '', password = '', host = '', pathname = ''] = match;
  return { protocol: protocol.toLowerCase(), username, password, host: host.toLowerCase(), pathname: pathname === '' ? '/' : pathname };
}
