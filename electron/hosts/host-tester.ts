/**
 * A connection test: the stages of SSH by the connections room, then a look for workers and their Redis.
 * Must stay true: the first failed stage ends it; later ones are said to be not tried; nothing stays behind.
 */
import { chooseBrokers } from '#electron/brokers/core/choose-brokers.ts';
import type { MessageBroker } from '#electron/ports/message-broker.ts';
import type { ConnectionKeeper } from '#electron/ports/host-connection.ts';
import type { RemoteSession } from '#electron/ports/remote-shell.ts';
import type { Clock } from '#electron/ports/clock.ts';
import type { CeleryInventory } from '#electron/probes/core/host-observation.ts';
import type { HostWatch } from '#electron/probes/host-watch.ts';
import type { TestReport, TestStage } from '#shared/domain/connection-test.ts';
import type { HostConfig, HostDraft } from '#shared/domain/host-config.ts';
import type { HostId } from '#shared/domain/ids.ts';
import type { AppError } from '#shared/errors.ts';

export type HostTester = { test(draft: HostDraft, id: HostId | null, signal: AbortSignal): Promise<TestReport> };

export type HostTesterNeeds = { readonly connections: ConnectionKeeper; readonly watch: (session: RemoteSession) => HostWatch; readonly broker: MessageBroker; readonly clock: Clock };

const scanDeadlineMs = 15_000;
const redisDeadlineMs = 8_000;

export function createHostTester(needs: HostTesterNeeds): HostTester {
  return {
    test: async (draft, id, signal) => {
      const { stages, session } = await needs.connections.test(draft, id, signal);
      const hop = session?.route[session.route.length - 1] ?? stages[stages.length - 1]?.hop ?? draft.address;
      if (session === null) return report([...stages, notTried('workers', hop), notTried('redis', hop)]);
      try {
        const startedAt = needs.clock.monotonic();
        const inventory = await firstScan(needs.watch(session), signal);
        const workers = workersStage(inventory, hop, needs.clock.monotonic() - startedAt);
        if (inventory === null) return report([...stages, workers, notTried('redis', hop)]);
        return report([...stages, workers, await redisStage(needs, draft, id, inventory, session, hop, signal)]);
      } finally {
        await session.dispose();
      }
    },
  };
}

const report = (stages: readonly TestStage[]): TestReport => ({ stages: [...stages], passed: stages.every((stage) => stage.outcome === 'ok' || stage.outcome === 'warning') });
const notTried = (stage: TestStage['stage'], hop: string): TestStage => ({ stage, hop, outcome: 'not-tried', tookMs: null, detail: null, error: null });

/** The first full look at the host's processes, then the reader is ended. */
async function firstScan(watch: HostWatch, signal: AbortSignal): Promise<CeleryInventory | null> {
  const limit = AbortSignal.any([signal, AbortSignal.timeout(scanDeadlineMs)]);
  try {
    return await new Promise((resolve) => {
      const stop = watch.onObservation((seen) => {
        if (seen.kind !== 'inventoried') return;
        stop();
        resolve(seen.inventory);
      });
      limit.addEventListener('abort', () => resolve(null), { once: true });
    });
  } finally {
    await watch.dispose();
  }
}

function workersStage(inventory: CeleryInventory | null, hop: string, tookMs: number): TestStage {
  const base = { stage: 'workers' as const, hop, tookMs };
  if (inventory === null) return { ...base, outcome: 'failed', detail: null, error: { code: 'shell-unusable', at: hop, because: 'no-marker', exitCode: null } };
  const names = inventory.mains.map((main) => main.predictedName ?? `pid ${String(main.pid)}`);
  const detail = names.length === 0 ? '0' : `${String(names.length)}: ${names.join(', ')}`.slice(0, 500);
  return { ...base, outcome: names.length === 0 || !inventory.isComplete ? 'warning' : 'ok', detail, error: null };
}

async function redisStage(needs: HostTesterNeeds, draft: HostDraft, id: HostId | null, inventory: CeleryInventory, session: RemoteSession, hop: string, signal: AbortSignal): Promise<TestStage> {
  const startedAt = needs.clock.monotonic();
  const config: HostConfig = { ...draft, id: id ?? ('test' as HostId), isOn: true };
  const { wanted, problems } = chooseBrokers(config, inventory.mains, new Map());
  const done = (outcome: TestStage['outcome'], detail: string | null, error: AppError | null): TestStage => ({ stage: 'redis', hop, outcome, tookMs: needs.clock.monotonic() - startedAt, detail, error });
  const [first] = wanted;
  if (draft.broker.find === 'none') return notTried('redis', hop);
  if (first === undefined) return done(draft.broker.find === 'url' ? 'failed' : 'warning', null, problems[0] ?? { code: 'broker-not-found' });
  const { address } = first;
  const target = address.socketPath === null ? { host: address.host, port: address.port } : { socketPath: address.socketPath };
  const open = first.isDirect ? null : (inner: AbortSignal) => session.forward(target, { signal: inner, deadlineMs: redisDeadlineMs });
  const connected = await needs.broker.connect(address, open, { deadlineMs: redisDeadlineMs, signal });
  if (!connected.ok) {
    // the password is asked when the host is watched; a wanted password is no fault of the way there
    const asks = connected.error.code === 'broker-login-refused' && connected.error.because === 'password-needed';
    return done(asks ? 'warning' : 'failed', address.label, connected.error);
  }
  try {
    const answers = await connected.value.pipeline([['PING'], ['INFO', 'server']], { deadlineMs: redisDeadlineMs, signal });
    const failed = answers.ok ? answers.value.find((answer) => !answer.ok) : answers;
    if (failed !== undefined && !failed.ok) return done(failed.error.code === 'broker-login-refused' ? 'warning' : 'failed', address.label, failed.error);
    const info = answers.ok && answers.value[1]?.ok === true ? String(answers.value[1].value) : '';
    return done('ok', `${address.label}, Redis ${/redis_version:([\w.-]{1,40})/.exec(info)?.[1] ?? '?'}`, null);
  } finally {
    await connected.value.dispose();
  }
}
