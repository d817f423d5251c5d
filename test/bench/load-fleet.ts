/** Many simulated Pis in a process of their own, and an operator's home that knows them. */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { HostDraft } from '#shared/domain/host-config.ts';
import type { FleetEntry, OperatorHome } from '#test/lab/operator-home.ts';
import { createOperatorHome } from '#test/lab/operator-home.ts';
import type { PanelClient } from '#test/lab/panel.ts';

const entry = join(import.meta.dirname, '../../electron/demo/load-fleet-main.ts');

export type Load = { readonly pid: number; readonly password: string; readonly fleet: readonly FleetEntry[]; readonly knownHosts: string; homeWith(more: readonly FleetEntry[]): OperatorHome; dispose(): Promise<void> };

export async function startLoad(size: { readonly hosts: number; readonly workers: number }): Promise<Load> {
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', entry, '--hosts', String(size.hosts), '--workers', String(size.workers)], { stdio: ['pipe', 'pipe', 'inherit'] });
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
  const line = await Promise.race([
    new Promise<string>((resolve) => createInterface({ input: child.stdout }).once('line', resolve)),
    ended.then(() => Promise.reject(new Error('the load fleet ended before it was ready'))),
  ]);
  const ready = JSON.parse(line) as { hosts: HostDraft[]; knownHosts: string; password: string };
  const fleet = ready.hosts.map((draft): FleetEntry => ({ name: draft.name, address: draft.address, port: draft.port ?? 22, user: draft.user ?? 'pi', login: 'password' }));
  return {
    pid: child.pid ?? 0,
    password: ready.password,
    fleet,
    knownHosts: ready.knownHosts,
    homeWith: (more) => createOperatorHome([...fleet, ...more], ready.knownHosts),
    dispose: async () => {
      child.stdin.end();
      const timer = setTimeout(() => child.kill('SIGKILL'), 10_000);
      await ended;
      clearTimeout(timer);
    },
  };
}

/** Types the password wherever it is asked for, as the operator would. Never twice for one question. */
export function answerPasswords(panel: PanelClient, password: string): () => void {
  const answered = new Set<string>();
  const look = (): void => {
    for (const question of panel.fleet().questions) {
      if (question.kind !== 'password' || answered.has(question.id)) continue;
      answered.add(question.id);
      panel.call('questions.answer', { id: question.id, answer: { kind: 'secret', value: password, remember: true } }).catch(() => answered.delete(question.id));
    }
  };
  const stop = panel.onChange(look);
  look();
  return stop;
}
