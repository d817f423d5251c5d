/** `app://fleetbeat/`: the built page, from the packed files and nowhere else, under the same policy as the loopback door. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { protocol } from 'electron/main';
import { pageHeaders, pagePath } from '#electron/transport/core/page-path.ts';
import { pageScheme, requestedPath } from './core/navigation-rules.ts';

/** Must run before the app is ready. */
export function declarePageScheme(): void {
  protocol.registerSchemesAsPrivileged([{ scheme: pageScheme, privileges: { standard: true, secure: true, supportFetchAPI: true } }]);
}

export function servePageScheme(folder: string): void {
  protocol.handle(pageScheme, async (request) => {
    const requested = requestedPath(request.url);
    const path = requested === null || request.method !== 'GET' ? null : pagePath(requested);
    const body = path === null ? null : await readFile(join(folder, path)).catch(() => null);
    if (path === null || body === null) return new Response('', { status: 404 });
    return new Response(new Uint8Array(body), { headers: pageHeaders(path, "'self'") });
  });
}
