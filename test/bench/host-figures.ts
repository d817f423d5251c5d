/** Figures of a Pi with eight workers that look like life: noise, daily rhythm, memory that grows in pages and falls at a recycle. */
import type { SeriesKey } from '#shared/domain/trend.ts';

const workers = Array.from({ length: 8 }, (_, index) => `bench-pi|w${index + 1}@pi`);
export const hostKeys: readonly SeriesKey[] = ['cpu', 'memory', 'swap', 'load1', 'temperature', 'pressure.memory', 'net.in', 'net.out', 'disk.read', 'disk.write'].map((name) => `host.${name}`);
export const workerKeys = (figure: 'rss' | 'cpu' | 'main' | 'pss' | 'rate'): SeriesKey[] => workers.map((key) => `worker.${figure}:${key}`);
const queueKeys = ['celery', 'mail', 'video'].map((name) => `queue.depth:bench:${name}`);

const page = 4096;
const day = 86_400_000;

/** `only`: one key, for those who store one series at a time. */
export function createHostFigures(seed: number): (at: number, only?: SeriesKey) => (readonly [SeriesKey, number])[] {
  let state = seed;
  const noise = (): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
  const all = [...hostKeys, ...(['rss', 'cpu', 'main', 'pss', 'rate'] as const).flatMap(workerKeys), ...queueKeys];
  const value = (key: SeriesKey, at: number, index: number): number => {
    const rhythm = 0.5 + 0.5 * Math.sin((at / day) * 2 * Math.PI + index);
    const sinceRecycle = (at / 1000 + index * 997) % 20_000;
    switch (key.slice(0, key.indexOf(':') === -1 ? undefined : key.indexOf(':'))) {
      case 'worker.rss': return Math.floor((120e6 + sinceRecycle * 4000 + noise() * 2e6) / page) * page;
      case 'worker.pss': return Math.floor((90e6 + sinceRecycle * 3800 + noise() * 1e6) / 1024) * 1024;
      case 'worker.main': return Math.floor((45e6 + index * 1e6) / page) * page;
      case 'worker.cpu': return (Math.floor(rhythm * 80 * noise()) / 200.3) * 100;
      case 'worker.rate': return Math.floor(rhythm * 40);
      case 'queue.depth': return Math.floor(rhythm * noise() * 30);
      case 'host.swap': return 104_857_600;
      case 'host.temperature': return Math.round((48 + rhythm * 20 + noise() * 2) * 10) / 10;
      case 'host.load1': return Math.round(rhythm * 300 + noise() * 30) / 100;
      case 'host.pressure.memory': return noise() < 0.9 ? 0 : Math.round(noise() * 100) / 100;
      case 'host.memory': return 40 + rhythm * 30 + noise();
      case 'host.cpu': return rhythm * 60 + noise() * 30;
      default: return noise() * 50_000;
    }
  };
  return (at, only) => (only === undefined ? all.map((key, index) => [key, value(key, at, index)] as const) : [[only, value(only, at, all.indexOf(only))] as const]);
}
