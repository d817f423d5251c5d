/** Waits until the logs of the connected hosts were read as far as they go, or the time is over. */
import type { Engine } from '#electron/engine-needs.ts';
import type { LogSource } from '#shared/domain/log.ts';

const lookEveryMs = 50;
/** All was read to its end: the last of it is on its way to the store. */
const settleMs = 600;
/** A container's output does not say where its present end is: nothing more came for so long. */
const quietMs = 1500;

export async function sourcesOf(engine: Engine, signal: AbortSignal): Promise<readonly LogSource[]> {
  const listed = await engine.handlers['logs.sources']({ host: null }, { signal, isReadOnly: true });
  return listed.ok ? listed.value.sources : [];
}

/** False: the time was over first. A host that does not answer is not waited for once all others are read. */
export async function untilRead(engine: Engine, timeoutMs: number, ending: AbortSignal): Promise<boolean> {
  const until = performance.now() + timeoutMs;
  let lines = -1;
  let quietSince = performance.now();
  const startedAt = Date.now();
  // what was written after we came shows that all before it was read; a busy log is never quiet
  const isLive = ({ lastLineAt }: LogSource): boolean => lastLineAt !== null && lastLineAt >= startedAt;
  while (performance.now() < until && !ending.aborted) {
    // one look after the other: each waits for the engine
    const sources = await sourcesOf(engine, ending);
    const hosts = engine.snapshot().hosts.filter(({ config }) => config.isOn);
    const isThere = hosts.every(({ config, link }) => link.phase === 'blocked' || link.phase === 'waiting' || (link.phase === 'connected' && sources.some((source) => source.host === config.id && source.state !== 'off')));
    const isRead = sources.every((source) => source.state !== 'opening' && (source.state !== 'following' || source.size === null || isLive(source) || (source.readTo ?? 0) >= source.size));
    const now = sources.reduce((sum, source) => sum + (isLive(source) ? 0 : source.lines), 0);
    if (now !== lines || !isThere || !isRead) quietSince = performance.now();
    lines = now;
    if (performance.now() - quietSince >= (sources.some(({ kind }) => kind === 'container' || kind === 'docker-events') ? quietMs : settleMs)) return true;
    await new Promise<void>((resolve) => { setTimeout(resolve, lookEveryMs); });
  }
  return false;
}
