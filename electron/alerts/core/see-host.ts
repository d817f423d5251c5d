/** The conditions that speak of a host, from what the fleet knows of it. A figure without evidence is unseen, never well. */
import type { AlertCondition } from '#shared/domain/alert.ts';
import type { HostSample, HostView } from '#shared/domain/host.ts';
import { isSo, unseen, type Observed } from './observation.ts';

/** Older figures say nothing about now. */
const sampleFreshMs = 60_000;

/** `powerDipped`: the "has occurred" bit rose between two looks within one boot, too short for the "now" bit to be caught. */
export type HostSeen = { readonly view: HostView; readonly powerDipped: boolean; readonly now: number; /** Of the last diagnosis; null: none lately. */ readonly criticalFindings: number | null };
type See = (seen: HostSeen, threshold: number) => Observed;

export const hostConditions: { readonly [C in AlertCondition]?: See } = {
  'host-unreachable': ({ view }) => seeLink(view),
  'host-memory-over': (seen, threshold) => over(fresh(seen), memoryPercent, threshold),
  'disk-full': (seen, threshold) => over(fresh(seen), diskPercent, threshold),
  'temperature-over': (seen, threshold) => over(fresh(seen), (sample) => sample.temperatureC, threshold),
  'finding-critical': ({ criticalFindings }) => (criticalFindings === null ? unseen : isSo(criticalFindings > 0, criticalFindings)),
  'under-voltage': (seen) => {
    const bits = fresh(seen)?.throttling ?? null;
    return bits === null ? unseen : isSo(bits.underVoltageNow || seen.powerDipped);
  },
};

function seeLink({ link }: HostView): Observed {
  switch (link.phase) {
    case 'connected':
    case 'off': return isSo(false);
    case 'waiting':
    case 'blocked': return isSo(true);
    // an attempt after a failure is still a lost host; a first one is not yet
    case 'connecting': return link.error !== null || link.attempt > 1 ? isSo(true) : unseen;
    case 'idle':
    case 'asking': return unseen;
  }
}

function fresh({ view, now }: HostSeen): HostSample | null {
  if (view.link.phase !== 'connected' || view.sample === null) return null;
  return now - view.sample.at > sampleFreshMs ? null : view.sample;
}

function over(sample: HostSample | null, figure: (sample: HostSample) => number | null, threshold: number): Observed {
  const value = sample === null ? null : figure(sample);
  return value === null ? unseen : isSo(value > threshold, value);
}

export function memoryPercent({ memTotal, memAvailable }: HostSample): number | null {
  return memTotal === null || memAvailable === null || memTotal <= 0 ? null : (100 * (memTotal - memAvailable)) / memTotal;
}

export function diskPercent({ disk }: HostSample): number | null {
  return disk === null || disk.total <= 0 ? null : (100 * (disk.total - disk.available)) / disk.total;
}
