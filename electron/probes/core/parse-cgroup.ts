/**
 * Who started a process, as far as its control group says (pi-diagnostics E1): a system unit, a user unit, a
 * container, a login. `unknown` in a namespace of its own, where the path is only `/`.
 */
import type { BackendKind } from '#shared/domain/worker.ts';

export type CgroupOwner = { readonly kind: BackendKind; readonly unit: string | null; readonly container: string | null };

/** Units under which a person or a job starts things by hand: not the worker's own. */
const doors = /^(sshd?(@.*)?|cron|crond|atd|getty@.*|serial-getty@.*|console-getty|rc-local|dropbear(@.*)?)\.service$/;

export function parseCgroup(lines: readonly string[]): CgroupOwner {
  const paths = lines.flatMap((line) => {
    const found = /^\d+:([^:]*):(\/.*)$/.exec(line);
    return found?.[2] === undefined ? [] : [{ controllers: found[1] ?? '', path: found[2] }];
  });
  const contained = paths.map((p) => containerOf(p.path)).find((c) => c !== null);
  if (contained !== undefined) return contained;
  const candidates = [paths.find((p) => p.controllers === ''), paths.find((p) => p.controllers === 'name=systemd')];
  const path = candidates.find((p) => p !== undefined && p.path !== '/' && !p.path.startsWith('/..'))?.path;
  return path === undefined ? { kind: 'unknown', unit: null, container: null } : unitOf(path);
}

function containerOf(path: string): CgroupOwner | null {
  const docker = /(?:\/docker[/-]|\/docker\/buildx\/)([0-9a-f]{64})(?:\.scope)?(?:\/|$)/.exec(path);
  if (docker?.[1] !== undefined) return { kind: 'docker', unit: null, container: docker[1] };
  const other = /\/(?:libpod|crio|cri-containerd)-([0-9a-f]{64})(?:\.scope)?(?:\/|$)/.exec(path);
  return other?.[1] === undefined ? null : { kind: 'unknown', unit: null, container: other[1] };
}

function unitOf(path: string): CgroupOwner {
  const names = path.split('/').map(unescapeUnit);
  const manager = names.findIndex((name) => /^user@\d+\.service$/.test(name));
  const unit = names.slice(manager + 1).findLast((name) => /^[\w:.@\\-]+\.service$/.test(name)) ?? null;
  if (unit === 'supervisor.service' || unit === 'supervisord.service') return { kind: 'supervisord', unit: null, container: null };
  if (unit !== null && !doors.test(unit)) return { kind: manager >= 0 ? 'systemd-user' : 'systemd', unit, container: null };
  const isByHand = unit !== null || names.some((name) => /^session-\w+\.scope$/.test(name) || name.endsWith('.scope'));
  return { kind: isByHand ? 'none' : 'unknown', unit: null, container: null };
}

/** systemd puts `_` before a group name that would clash with a kernel file. */
function unescapeUnit(name: string): string {
  return name.startsWith('_') ? name.slice(1) : name;
}
