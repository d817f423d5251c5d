/** Answers HTTP requests with the built page's files and nothing else: GET and HEAD, own Host, inside the folder. */
import { readFile, realpath } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { join, sep } from 'node:path';
import { isOwnHost } from './core/admission.ts';
import { pageHeaders, pagePath } from './core/page-path.ts';

export type PageServer = (request: IncomingMessage, response: ServerResponse, port: number) => Promise<void>;

export function createPageServer(needs: { readonly folder: string }): PageServer {
  return async (request, response, port) => {
    const say = (status: number, text: string): void => {
      response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8', 'x-content-type-options': 'nosniff', 'cache-control': 'no-store' });
      response.end(`${text}\n`);
    };
    if (!isOwnHost(request.headers.host, port)) return say(421, 'This door answers to 127.0.0.1 only.');
    if (request.method !== 'GET' && request.method !== 'HEAD') return say(405, 'GET and HEAD only.');
    const path = pagePath(request.url ?? '/');
    const body = path === null ? null : await readInside(needs.folder, path);
    if (path === null || body === null) return say(404, 'Not here.');
    response.writeHead(200, { ...pageHeaders(path, `'self' ws://127.0.0.1:${port} ws://localhost:${port}`), 'content-length': body.length });
    response.end(request.method === 'HEAD' ? undefined : body);
  };
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
