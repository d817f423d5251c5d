/** Names of hosts, people and addresses replaced by numbered ones, the same name always by the same number. */
import type { Evidence } from './evidence.ts';
import { valueOf } from './judging.ts';

type WithEvidence = { readonly evidence: Evidence };

const plainNames = new Set(['root', 'redis', 'daemon', 'nobody', 'localhost', 'pi', 'celery', 'www-data', 'worker']);

export function anonymize<T extends WithEvidence>(hosts: readonly T[]): readonly T[] {
  const names = new Map<string, string>();
  const add = (name: string | null | undefined, kind: string): void => {
    if (name === null || name === undefined || name.length < 2 || plainNames.has(name) || names.has(name)) return;
    names.set(name, `${kind}-${[...names.values()].filter((one) => one.startsWith(`${kind}-`)).length + 1}`);
  };
  for (const { evidence } of hosts) {
    add(evidence.host.name, 'host');
    for (const worker of evidence.panel.workers) { add(worker.name.slice(worker.name.indexOf('@') + 1), 'host'); add(worker.process?.user, 'user'); }
    for (const main of valueOf(evidence.processes.mains) ?? []) { add(main.user, 'user'); add(main.node?.slice(main.node.indexOf('@') + 1), 'host'); }
    for (const { host } of evidence.redis) if (!/^[\d.:]+$/.test(host)) add(host, 'host');
    for (const one of valueOf(evidence.system.topMemory) ?? []) add(one.user, 'user');
  }
  const address = (found: string): string => {
    if (/^(127\.|0\.0\.0\.0|255\.)/.test(found) || found.split('.').some((part) => Number(part) > 255)) return found;
    add(found, 'address');
    return names.get(found) ?? found;
  };
  const ordered = (): [string, string][] => [...names].sort(([a], [b]) => b.length - a.length);
  const change = (text: string): string => {
    let next = text.replace(/(?<![\w.])\d{1,3}(?:\.\d{1,3}){3}(?![\w.])/g, address);
    for (const [name, stand] of ordered()) if (next.includes(name)) next = next.split(name).join(stand);
    return next;
  };
  return hosts.map((host) => ({ ...host, evidence: walk(host.evidence, change) as Evidence }));
}

function walk(value: unknown, change: (text: string) => string): unknown {
  if (typeof value === 'string') return change(value);
  if (Array.isArray(value)) return value.map((one) => walk(one, change));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [change(name), walk(one, change)]));
}
