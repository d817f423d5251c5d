/**
 * From the cause of an alert to the word that reaches a webhook: hosts lose their line one after the other, each through a
 * relay of its own, and a real HTTP server on loopback notes when it is told. Each alert may be said once only.
 */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { defaultRules } from '#shared/domain/alert.ts';
import { startFlakyProxy } from '#test/lab/flaky-proxy.ts';
import { createOperatorHome } from '#test/lab/operator-home.ts';
import { openPanel, servePanel } from '#test/lab/panel.ts';
import { waitFor } from '#test/lab/wait-for.ts';
import type { Figure } from './figures.ts';
import { percentile, rounded, wallNow } from './figures.ts';
import { answerPasswords, startLoad } from './load-fleet.ts';

const dwellMs = 2000;
const Word = z.object({ event: z.enum(['fired', 'cleared', 'test']), alert: z.object({ condition: z.string(), host: z.string().nullable() }) });
type Heard = { readonly event: string; readonly host: string | null; readonly at: number };

async function listen(): Promise<{ readonly url: string; readonly heard: readonly Heard[]; readonly close: () => void }> {
  const heard: Heard[] = [];
  const server = createServer((request, response) => {
    const at = wallNow();
    let body = '';
    request.setEncoding('utf8').on('data', (text: string) => (body += text)).on('end', () => {
      const { event, alert } = Word.parse(JSON.parse(body));
      heard.push({ event, host: alert.host, at });
      response.end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, heard, close: () => { server.closeAllConnections(); server.close(); } };
}

export async function measureCauseToNotice(isQuick: boolean, say: (line: string) => void): Promise<readonly Figure[]> {
  const count = isQuick ? 10 : 50;
  // one host keeps its line: all lost at once would be the panel's own network, and one alert
  const load = await startLoad({ hosts: count + 1, workers: 2 });
  const proxies = await Promise.all(load.fleet.map((host) => startFlakyProxy({ host: host.address, port: host.port ?? 22 })));
  const behind = load.fleet.map((host, index) => ({ ...host, name: `far-${index}`, address: proxies[index]?.host ?? '', port: proxies[index]?.port ?? 0 }));
  const placeOf = ({ address, port }: { readonly address: string; readonly port?: number | undefined }): string => `[${address}]:${port ?? 22}`;
  const home = createOperatorHome(behind, load.fleet.reduce((text, host, index) => text.replaceAll(placeOf(host), placeOf(behind[index] ?? host)), load.knownHosts));
  const hook = await listen();
  try {
    const served = await servePanel(['--fleet', home.fleetPath], home.env);
    try {
      const panel = await openPanel(served);
      const stop = answerPasswords(panel, load.password);
      const far = (name: string) => panel.fleet().hosts.find((host) => host.config.name === name);
      await panel.until('every host', (fleet) => fleet.hosts.length === behind.length && fleet.hosts.every((host) => host.sample !== null), 120_000);
      stop();
      const rule = defaultRules.find(({ condition }) => condition === 'host-unreachable');
      if (rule === undefined) throw new Error('no rule for a lost host');
      await panel.call('alerts.change-rules', { rules: [{ ...rule, dwellMs, clearMs: 1000 }] });
      await panel.call('channels.change', { kind: 'put', id: null, url: hook.url, channel: { kind: 'webhook', name: 'bench', isOn: true, minSeverity: 'critical', sendsCleared: true, hasSound: false } });
      const lostAt = new Map<string, number>();
      for (let index = 0; index < count; index += 1) {
        lostAt.set(`far-${index}`, wallNow());
        proxies[index]?.refuse();
        proxies[index]?.cut();
        await sleep(isQuick ? 100 : 200);
      }
      const saidOf = (event: string, name: string) => hook.heard.filter((word) => word.event === event && word.host === name);
      await waitFor('a word of every lost host', () => [...lostAt.keys()].every((name) => saidOf('fired', name).length > 0), { deadlineMs: dwellMs + 30_000, everyMs: 50, lastSeen: () => JSON.stringify([...lostAt.keys()].filter((name) => saidOf('fired', name).length === 0).map((name) => [name, far(name)?.link.phase])) });
      for (const proxy of proxies) proxy.resume();
      await waitFor('a word of every host that is back', () => [...lostAt.keys()].every((name) => saidOf('cleared', name).length > 0), { deadlineMs: 120_000, everyMs: 50 });
      panel.close();
      const delays = [...lostAt].map(([name, at]) => (saidOf('fired', name)[0]?.at ?? 0) - at - dwellMs);
      const repeated = [...lostAt.keys()].filter((name) => saidOf('fired', name).length !== 1 || saidOf('cleared', name).length !== 1).length;
      say(`AL: ${delays.map((ms) => ms.toFixed(0)).join(' ')} ms over the dwell`);
      return [
        { id: 'AL', what: 'lost host to the webhook, over the dwell of 2 s (p95)', value: rounded(percentile(delays, 0.95), 0), unit: 'ms', atMost: 1000, note: `p50 ${percentile(delays, 0.5)?.toFixed(0) ?? '?'} ms, ${count} alerts, ${behind.length} simulated hosts on the same two cores` },
        { id: 'AL', what: 'alerts not said exactly once and taken back exactly once', value: repeated, unit: '', atMost: 0 },
      ];
    } finally {
      await served.dispose();
    }
  } finally {
    hook.close();
    home.dispose();
    await Promise.all(proxies.map((proxy) => proxy.dispose()));
    await load.dispose();
  }
}
