/**
 * Answers HTTP requests with the built page's files, inside the folder, and with `/metrics` where it was asked for.
 * GET and HEAD only, own Host only.
 */
import { createHash, timingSafeEqual } from 'node:crypto';
import { readFile, realpath } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { join, sep } from 'node:path';
import { isOwnHost } from './core/admission.ts';
import { pageHeaders, pagePath } from './core/page-path.ts';

export type PageServer = (request: IncomingMessage, response: ServerResponse, port: number) => Promise<void>;

/** `token` null: any program on this machine may read; else only who says `Bearer <token>`. */
export type ServedMetrics = { readonly token: string | null; readonly text: () => Promise<string> };

export function createPageServer(needs: { readonly folder: string; readonly metrics: ServedMetrics | null }): PageServer {
  return async (request, response, port) => {
    const say = (status: number, text: string): void => {
      response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8', 'x-content-type-options': 'nosniff', 'cache-control': 'no-store' });
      response.end(`${text}\n`);
    };
    if (!isOwnHost(request.headers.host, port)) return say(421, 'This door answers to 127.0.0.1 only.');
    if (request.method !== 'GET' && request.method !== 'HEAD') return say(405, 'GET and HEAD only.');
    if (needs.metrics !== null && request.url === '/metrics') {
      if (!isAllowed(needs.metrics.token, request.headers.authorization)) return say(401, 'A bearer token is wanted.');
      const text = await needs.metrics.text();
      response.writeHead(200, { 'content-type': 'text/plain; version=0.0.4; charset=utf-8', 'x-content-type-options': 'nosniff', 'cache-control': 'no-store' });
      return void response.end(request.method === 'HEAD' ? undefined : text);
    }
    const path = pagePath(request.url ?? '/');
    const body = path === null ? null : await readInside(needs.folder, path);
    if (path === null || body === null) return say(404, 'Not here.');
    response.writeHead(200, { ...pageHeaders(path, `'self' ws://127.0.0.1:${port} ws://localhost:${port}`), 'content-length': body.length });
    response.end(request.method === 'HEAD' ? undefined : body);
  };
}

function isAllowed(token: string | null, header: string | undefined): boolean {
  if (token === null) return true;
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(header ?? ''), digest(`Bearer ${token}`));
}

/** The path is clean already; the real path is compared too, so that a symbolic link cannot lead out. */
async function readInside(folder: string, path: string): Promise<Buffer | null> {
  try {
    const root = await realpath(folder);
    const file = await realpath(join(root, path));
    return file.startsWith(root + sep) ? await readFile(file) : null;
  } catch {
    return null;
  }
}
