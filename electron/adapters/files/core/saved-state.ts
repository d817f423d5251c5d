/**
 * The settings file's text: reading it with salvage, writing it, and joining two processes' changes.
 * Must stay true: one bad host never costs the others; a file of a newer Fleetbeat is left alone; no secret has a field here.
 */
import { z } from 'zod';
import { HostConfig } from '#shared/domain/host-config.ts';
import { defaultSettings, Settings } from '#shared/domain/settings.ts';

export type State = { readonly settings: Settings; readonly hosts: readonly HostConfig[] };
/** `whole`: all understood. `partly`: what was understood; keep the original aside. */
export type Reading = { readonly kind: 'whole' | 'partly'; readonly state: State } | { readonly kind: 'newer' };

export const fileFormat = 1;
export const defaultState: State = { settings: defaultSettings, hosts: [] };

const Envelope = z.object({ format: z.number().int(), settings: z.unknown(), hosts: z.array(z.unknown()) });

export function readSavedState(text: string): Reading {
  const envelope = Envelope.safeParse(parseJson(text.replace(/^\uFEFF/, '')));
  if (!envelope.success) return { kind: 'partly', state: defaultState };
  if (envelope.data.format > fileFormat) return { kind: 'newer' };
  const settings = readSettings(envelope.data.settings);
  const hosts = new Map<string, HostConfig>();
  let isWhole = settings.isWhole;
  for (const entry of envelope.data.hosts) {
    const host = HostConfig.safeParse(entry);
    if (host.success && !hosts.has(host.data.id)) hosts.set(host.data.id, host.data);
    else isWhole = false;
  }
  return { kind: isWhole ? 'whole' : 'partly', state: { settings: settings.value, hosts: [...hosts.values()] } };
}

/** Each setting stands alone: a setting we do not know yet, or a bad one, falls back by itself. */
function readSettings(raw: unknown): { readonly value: Settings; readonly isWhole: boolean } {
  const whole = Settings.safeParse({ ...defaultSettings, ...(typeof raw === 'object' ? raw : {}) });
  if (whole.success) return { value: whole.data, isWhole: true };
  const bad = new Set(whole.error.issues.map(({ path }) => path[0]));
  const good = Object.fromEntries(Object.entries(raw as object).filter(([key]) => !bad.has(key)));
  return { value: Settings.parse({ ...defaultSettings, ...good }), isWhole: false };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

export function writeSavedState(state: State): string {
  return `${JSON.stringify({ format: fileFormat, settings: state.settings, hosts: state.hosts }, null, 2)}\n`;
}

/**
 * Three ways: what this process last knew, what it wants now, what the file holds. What this process changed or removed
 * wins; what it did not touch stays as the file has it, so that another process's hosts are never lost.
 */
export function mergeStates(known: State, mine: State, onDisk: State): State {
  const knownById = new Map(known.hosts.map((host) => [host.id, host]));
  const diskById = new Map(onDisk.hosts.map((host) => [host.id, host]));
  const hosts: HostConfig[] = [];
  for (const host of mine.hosts) {
    const before = knownById.get(host.id);
    const isUntouched = before !== undefined && isSame(before, host);
    const now = isUntouched ? diskById.get(host.id) : host;
    // Untouched here and gone there: the other process removed it.
    if (now !== undefined) hosts.push(now);
  }
  const minesIds = new Set(mine.hosts.map(({ id }) => id));
  for (const host of onDisk.hosts) if (!minesIds.has(host.id) && !knownById.has(host.id)) hosts.push(host);
  const changed = Object.fromEntries(Object.entries(mine.settings).filter(([key, value]) => !isSame(value, known.settings[key as keyof Settings])));
  return { settings: { ...onDisk.settings, ...changed }, hosts };
}

const isSame = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);
