/**
 * `fleetbeat explain FILE…`: crashes in any log, with cause, confidence and evidence. Offline: no host, no store, no engine.
 * Must stay true: reads as a stream, so that the size of a file does not matter; several files are one story.
 */
import { createReadStream, type ReadStream } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import type { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { mapFileError } from '#electron/adapters/files/core/map-file-error.ts';
import type { CliContext } from '#electron/cli/cli-context.ts';
import { exits } from '#electron/cli/core/exit-code.ts';
import { cleanText } from '#electron/cli/core/clean-text.ts';
import { crashWord } from '#electron/cli/core/crash-words.ts';
import { incidentReport, incidentText } from '#electron/cli/core/incident-text.ts';
import { zoneHere, zoneNamed } from '#electron/cli/core/time-zone.ts';
import { createIncidentAssembler, type IncidentAssembler } from '#electron/crashes/core/create-incident-assembler.ts';
import { createLogReader } from '#electron/crashes/core/read-log.ts';
import type { Zone } from '#electron/crashes/core/read-time.ts';
import type { Incident } from '#shared/domain/crash.ts';
import { HostId } from '#shared/domain/ids.ts';
import { LogSourceId } from '#shared/domain/log.ts';

export type ExplainOptions = { readonly json?: true; readonly zone?: string };

export async function explain(context: CliContext, files: readonly string[], options: ExplainOptions): Promise<number> {
  const zone = options.zone === undefined ? zoneHere() : zoneNamed(options.zone);
  if (zone === null) {
    context.err.write(`fleetbeat: unknown time zone: ${cleanText(options.zone ?? '')}\n`);
    return exits.usage;
  }
  const assembler = createIncidentAssembler();
  const found = new Map<string, Incident>();
  let bytes = 0;
  for (const path of files.length === 0 ? ['-'] : files) {
    try {
      bytes += await readInto(assembler, path, zone, context, () => gather(assembler, found));
    } catch (error) {
      return context.fail(mapFileError(error, path, 'reading'));
    }
    gather(assembler, found);
  }
  const incidents = [...found.values()].toSorted((a, b) => a.at - b.at || (a.id < b.id ? -1 : 1));
  if (options.json) context.out.write(`${JSON.stringify({ schema: 1, bytes, incidents: incidents.map(incidentReport) }, null, 2)}\n`);
  else context.out.write(page(incidents, context));
  return incidents.length === 0 ? 0 : 1;
}

function page(incidents: readonly Incident[], { language }: CliContext): string {
  if (incidents.length === 0) return `${crashWord('none', language)}\n`;
  const title = `${incidents.length} ${crashWord(incidents.length === 1 ? 'incident' : 'incidents', language)}\n\n`;
  return title + incidents.map((incident) => incidentText(incident, language)).join('\n');
}

function gather(assembler: IncidentAssembler, found: Map<string, Incident>): void {
  const { changed, gone } = assembler.drain();
  for (const id of gone) found.delete(id);
  for (const incident of changed) found.set(incident.id, incident);
}

const decoder = new TextDecoder('utf-8', { ignoreBOM: true });

async function readInto(assembler: IncidentAssembler, path: string, zone: Zone, context: CliContext, onPiece: () => void): Promise<number> {
  const name = path === '-' ? 'stdin' : basename(path);
  const modified = path === '-' ? Date.now() : (await stat(path)).mtimeMs;
  const reader = createLogReader({
    source: { id: LogSourceId.parse(`file:${path}`), host: HostId.parse('offline'), kind: 'file', name, program: null, node: null },
    zone, bootedAt: null, reference: Math.floor(modified), decode: (bytes) => decoder.decode(bytes), onEvent: assembler.take,
  });
  let bytes = 0;
  for await (const chunk of await openStream(path, context)) {
    if (context.ending.aborted) break;
    bytes += (chunk as Uint8Array).length;
    reader.feed(chunk as Uint8Array);
    onPiece();
  }
  reader.end();
  return bytes;
}

async function openStream(path: string, context: CliContext): Promise<Readable> {
  if (path === '-') return context.input;
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(new Uint8Array(2), 0, 2, 0);
    const isGzip = bytesRead === 2 && buffer[0] === 0x1f && buffer[1] === 0x8b;
    const stream: ReadStream = createReadStream(path, { highWaterMark: 1024 * 1024 });
    return isGzip ? stream.pipe(createGunzip()) : stream;
  } finally {
    await file.close();
  }
}
