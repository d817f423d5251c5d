/** A log read into incidents, in pieces of any size, with the zone of the fixtures. */
import { readFileSync } from 'node:fs';
import { createIncidentAssembler, type IncidentAssembler } from '#electron/crashes/core/create-incident-assembler.ts';
import type { CrashEvent } from '#electron/crashes/core/crash-event.ts';
import { createLogReader } from '#electron/crashes/core/read-log.ts';
import { utc } from '#electron/crashes/core/read-time.ts';
import type { Incident } from '#shared/domain/crash.ts';
import { HostId } from '#shared/domain/ids.ts';
import { LogSourceId } from '#shared/domain/log.ts';

const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
export const decode = (bytes: Uint8Array): string => decoder.decode(bytes);
export const fixture = (name: string): Uint8Array => readFileSync(new URL(`../../fixtures/logs/${name}.log`, import.meta.url));
export const host = HostId.parse('h-pi4');
export const reference = 1_795_400_000_000;

export type Reading = { readonly name?: string; readonly program?: string | null; readonly assembler?: IncidentAssembler; readonly onEvent?: (event: CrashEvent) => void; readonly withLines?: boolean };

export function readInPieces(pieces: Iterable<Uint8Array>, options: Reading = {}): IncidentAssembler {
  const assembler = options.assembler ?? createIncidentAssembler();
  const reader = createLogReader({
    source: { id: LogSourceId.parse(options.name ?? 'log'), host, kind: 'file', name: options.name ?? 'log', program: options.program ?? null, node: null },
    zone: utc, bootedAt: null, reference, decode,
    onEvent: (event) => { options.onEvent?.(event); assembler.take(event); },
    ...(options.withLines === true ? { onLine: () => undefined } : {}),
  });
  for (const piece of pieces) reader.feed(piece);
  reader.end();
  return assembler;
}

export function incidentsOf(assembler: IncidentAssembler): readonly Incident[] {
  return assembler.drain().changed.toSorted((a, b) => a.at - b.at || (a.id < b.id ? -1 : 1));
}

export const readText = (text: string, options: Reading = {}): readonly Incident[] => incidentsOf(readInPieces([new TextEncoder().encode(text)], options));
