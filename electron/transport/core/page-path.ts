/**
 * From a requested path to a file of the built page: decoded once, refused when it could leave the folder.
 * Must stay true: the answer has no `..`, no backslash, no NUL, no drive letter, no leading slash, no dot file.
 */
export function pagePath(requested: string): string | null {
  const query = requested.search(/[?#]/);
  const raw = query === -1 ? requested : requested.slice(0, query);
  const decoded = decode(raw);
  if (decoded === null || !decoded.startsWith('/')) return null;
  if (decoded === '/') return 'index.html';
  const parts = decoded.slice(1).split('/');
  const isSafe = parts.every((part) => part !== '' && !part.startsWith('.') && !/[\\\0:%]/.test(part));
  return isSafe ? parts.join('/') : null;
}

function decode(text: string): string | null {
  try {
    return decodeURIComponent(text);
  } catch {
    return null;
  }
}

const types: Readonly<Record<string, string>> = {
  html: 'text/html; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  css: 'text/css; charset=utf-8',
  json: 'application/json; charset=utf-8',
  svg: 'image/svg+xml',
  png: 'image/png',
  ico: 'image/x-icon',
  woff2: 'font/woff2',
};

export function contentType(path: string): string {
  const extension = path.slice(path.lastIndexOf('.') + 1);
  return Object.hasOwn(types, extension) ? (types[extension] ?? 'application/octet-stream') : 'application/octet-stream';
}

/** Only what we built may run. Inline styles are needed by the chart and popover libraries; inline scripts never. */
export function contentPolicy(connect: string): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data:",
    "font-src 'self'",
    `connect-src ${connect}`,
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
}

export function pageHeaders(path: string, connect: string): Readonly<Record<string, string>> {
  const isNamedByContent = path.startsWith('assets/');
  return {
    'content-type': contentType(path),
    'content-security-policy': contentPolicy(connect),
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
    'permissions-policy': 'camera=(), microphone=(), geolocation=(), usb=(), serial=()',
    'x-frame-options': 'DENY',
    'cache-control': isNamedByContent ? 'public, max-age=31536000, immutable' : 'no-store',
  };
}
