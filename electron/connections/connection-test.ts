/** Connects once and tells, hop by hop and stage by stage, how far it came. The first failed stage carries the error. */
import { readShellCheck, shellCheckCommand } from './core/shell-check.ts';
import { dialRoute, type DialNeeds } from './dial-route.ts';
import type { AskedFor, KeyMemory } from './host-key-desk.ts';
import type { RouteFinder, RouteHop } from './route-finder.ts';
import type { Clock } from '#electron/ports/clock.ts';
import type { ConnectionKeeper } from '#electron/ports/host-connection.ts';
import type { RemoteSession } from '#electron/ports/remote-shell.ts';
import type { TestStage, TestStageName } from '#shared/domain/connection-test.ts';
import type { HostDraft } from '#shared/domain/host-config.ts';
import type { HostId } from '#shared/domain/ids.ts';
import type { AppError } from '#shared/errors.ts';

export type TestNeeds = DialNeeds & { readonly clock: Clock; readonly routes: RouteFinder };
type Stages = { all(): readonly TestStage[]; passed(hop: string, stage: TestStageName, detail: string, isWarning?: boolean): void; failed(error: AppError): void };

const shellLimitMs = 20_000;

export async function testConnection(draft: HostDraft, id: HostId | null, needs: TestNeeds, signal: AbortSignal): ReturnType<ConnectionKeeper['test']> {
  const route = await needs.routes.find(draft);
  if (!route.ok) {
    const hop = draft.sshAlias ?? draft.address;
    return { stages: [{ stage: 'name', hop, outcome: 'failed', tookMs: null, detail: null, error: route.error }], session: null };
  }
  const stages = createStages(route.value, needs.clock);
  const memory: KeyMemory = { once: new Set(), change: null };
  const asked: AskedFor = { host: id, hostName: draft.name, onAsked: () => {}, onAnswered: () => {} };
  const opened = await dialRoute(route.value, needs, { memory, asked, signal, onStage: (hop, stage, detail) => stages.passed(hop.hop.at, stage, detail) });
  if (!opened.ok) { stages.failed(opened.error); return { stages: stages.all(), session: null }; }
  const isUsable = await checkShell(opened.value, route.value.at(-1)?.hop.at ?? '', stages, signal);
  if (isUsable) return { stages: stages.all(), session: opened.value };
  await opened.value.dispose();
  return { stages: stages.all(), session: null };
}

async function checkShell(session: RemoteSession, at: string, stages: Stages, signal: AbortSignal): Promise<boolean> {
  const answered = await session.run(shellCheckCommand, { signal, deadlineMs: shellLimitMs, maxBytes: 256 * 1024 });
  if (!answered.ok) { stages.failed(answered.error); return false; }
  const check = readShellCheck(new TextDecoder().decode(answered.value.stdout), answered.value.exitCode);
  if (check.verdict === 'ok') { stages.passed(at, 'shell', check.isNoisy ? `Linux ${check.machine}, noisy` : `Linux ${check.machine}`, check.isNoisy); return true; }
  stages.failed({ code: 'shell-unusable', at, because: check.verdict, exitCode: answered.value.exitCode });
  return false;
}

function createStages(route: readonly RouteHop[], clock: Clock): Stages {
  // A hop behind another has its name resolved over there, as part of the forward.
  const namesOf = (index: number): TestStageName[] => [...(index === 0 ? ['name' as const] : []), 'tcp', 'ssh-version', 'host-key', 'login', ...(index === route.length - 1 ? ['shell' as const] : [])];
  const list: TestStage[] = route.flatMap((hop, index) => namesOf(index).map((stage) => ({ stage, hop: hop.hop.at, outcome: 'not-tried' as const, tookMs: null, detail: null, error: null })));
  let since = clock.monotonic();
  const took = (): number => { const now = clock.monotonic(); const ms = now - since; since = now; return ms; };
  const put = (index: number, change: Partial<TestStage>): void => { const stage = list[index]; if (stage !== undefined) list[index] = { ...stage, ...change }; };
  return {
    all: () => list,
    passed(hop, name, detail, isWarning = false) {
      const index = list.findIndex((each) => each.hop === hop && each.stage === name);
      // A literal address has no name to look up, and a second connection passes the same stages again.
      if (list[index]?.outcome === 'not-tried') put(index, { outcome: isWarning ? 'warning' : 'ok', tookMs: took(), detail: detail.slice(0, 500) });
    },
    failed: (error) => put(list.findIndex((each) => each.outcome === 'not-tried'), { outcome: 'failed', tookMs: took(), error }),
  };
}
