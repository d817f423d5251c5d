/** Diagnoses in the history file, packed. A row that another version wrote differently is left out, never a reason to fail. */
import { deflateRawSync, inflateRawSync } from 'node:zlib';
import { keptRunsPerHost, type DiagnosisStore } from '#electron/ports/diagnosis-store.ts';
import { DiagnosisRun, RunSummary } from '#shared/domain/diagnosis.ts';
import { ok } from '#shared/result.ts';
import type { SqliteClient } from './sqlite-client.ts';

type Parser<T> = { safeParse(value: unknown): { readonly success: true; readonly data: T } | { readonly success: false } };

const maxUnpacked = 32_000_000;

export function createSqliteDiagnosisStore(client: SqliteClient): DiagnosisStore {
  return {
    async save({ run, bootId, evidence }) {
      const { findings: _findings, score: _score, cost: _cost, gaps: _gaps, version: _version, ...summary } = run;
      const row = { id: run.id, host: run.host, startedAt: run.startedAt, bootId, summary: JSON.stringify(summary), body: deflateRawSync(JSON.stringify(run)), evidence: deflateRawSync(evidence) };
      const done = await client.call('diagnoses', 'save', { row, keep: keptRunsPerHost });
      return done.ok ? ok(undefined) : done;
    },
    async latest() {
      const rows = await client.call('diagnoses', 'latest', undefined);
      return rows.ok ? ok(rows.value.flatMap(({ summary }) => parse(RunSummary, summary))) : rows;
    },
    async runs(host) {
      const rows = await client.call('diagnoses', 'runs', { host });
      return rows.ok ? ok(rows.value.flatMap(({ summary, boot_id: bootId }) => parse(RunSummary, summary).map((one) => ({ ...one, bootId })))) : rows;
    },
    async run(id) {
      const rows = await client.call('diagnoses', 'run', { id });
      return rows.ok ? ok(rows.value.flatMap(({ body }) => parse(DiagnosisRun, unpack(body)))[0] ?? null) : rows;
    },
    async evidence(host) {
      const rows = await client.call('diagnoses', 'evidence', { host });
      const packed = rows.ok ? rows.value[0]?.evidence : null;
      return rows.ok ? ok(packed === null || packed === undefined ? null : unpack(packed)) : rows;
    },
    async drop(host) {
      const done = await client.call('diagnoses', 'drop', { host });
      return done.ok ? ok(undefined) : done;
    },
  };
}

function unpack(packed: Uint8Array): string {
  try {
    return inflateRawSync(packed, { maxOutputLength: maxUnpacked }).toString('utf8');
  } catch {
    return '';
  }
}

function parse<T>(schema: Parser<T>, text: string): readonly T[] {
  try {
    const read = schema.safeParse(JSON.parse(text));
    return read.success ? [read.data] : [];
  } catch {
    return [];
  }
}
