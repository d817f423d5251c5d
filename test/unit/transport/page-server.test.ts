/** The loopback door as a scraper meets it: over real HTTP, with the headers a browser or another host would send. */
import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test } from 'vitest';
import { createPageServer, type ServedMetrics } from '#electron/transport/page-server.ts';

async function ask(metrics: ServedMetrics | null, options: { readonly method?: string; readonly headers?: Record<string, string> } = {}): Promise<number> {
  const serve = createPageServer({ folder: '/nonexistent', metrics });
  const server = createServer((incoming, response) => void serve(incoming, response, (server.address() as AddressInfo).port));
  await new Promise<void>((resolve) => { server.listen(0, '127.0.0.1', resolve); });
  const { port } = server.address() as AddressInfo;
  const status = await new Promise<number>((resolve, reject) => {
    request({ host: '127.0.0.1', port, path: '/metrics', agent: false, ...options }, (response) => { response.resume(); resolve(response.statusCode ?? 0); }).on('error', reject).end();
  });
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  return status;
}
const text = async (): Promise<string> => 'fleetbeat_info 1\n';

test('MT1 metrics answer where they were asked for, to their own Host and to GET and HEAD only', async () => {
  const open = { token: null, text };
  expect([await ask(null), await ask(open), await ask(open, { method: 'HEAD' }), await ask(open, { method: 'POST' })]).toEqual([404, 200, 200, 405]);
  expect([await ask(open, { headers: { host: 'evil.example' } }), await ask(open, { headers: { host: '127.0.0.1:1' } })]).toEqual([421, 421]);
});

test('MT1 with a token only its whole bearer reads', async () => {
  const guarded = { token: 'scrape-me', text };
  const as = (authorization: string): Promise<number> => ask(guarded, { headers: { authorization } });
  expect([await ask(guarded), await as('Bearer scrape-m'), await as('Bearer scrape-me2'), await as('scrape-me'), await as('Basic scrape-me'), await as('Bearer scrape-me')]).toEqual([401, 401, 401, 401, 401, 200]);
});
