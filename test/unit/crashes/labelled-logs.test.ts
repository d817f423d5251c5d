import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Incident } from '#shared/domain/crash.ts';
import { labelledLogs, type Label } from './labelled-logs.ts';
import { fixture, incidentsOf, readInPieces } from './read-whole.ts';

const found = new Map(Object.keys(labelledLogs).map((name) => [name, incidentsOf(readInPieces([fixture(name)], { name }))]));

function seen(incident: Incident, label: Label): Label {
  const { kind, cause, signal, worker, task, times } = incident;
  return {
    kind, cause: cause.code,
    ...(label.signal === undefined ? {} : { signal: signal ?? 'none' }), ...(label.worker === undefined ? {} : { worker: worker ?? 'none' }),
    ...(label.task === undefined ? {} : { task: task?.name ?? null }), ...(label.times === undefined ? {} : { times }),
  };
}

/** Rows: what happened. Columns: what we said. `none` on either side is a miss or an invention. */
export function confusionMatrix(): string {
  const cells = new Map<string, number>();
  for (const [name, labels] of Object.entries(labelledLogs)) {
    const said = found.get(name) ?? [];
    for (let index = 0; index < Math.max(labels.length, said.length); index++) {
      const cell = `${labels[index]?.cause ?? 'none'} → ${said[index]?.cause.code ?? 'none'}`;
      cells.set(cell, (cells.get(cell) ?? 0) + 1);
    }
  }
  return [...cells].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([cell, count]) => `${String(count).padStart(4)}  ${cell}`).join('\n');
}

describe('labelled logs', () => {
  it('has a label for every fixture', () => {
    const files = readdirSync(new URL('../../fixtures/logs/', import.meta.url)).filter((name) => name.endsWith('.log')).map((name) => name.replace('.log', ''));
    expect(Object.keys(labelledLogs).toSorted()).toEqual(files.toSorted());
  });

  it.each(Object.entries(labelledLogs))('%s', (name, labels) => {
    const incidents = found.get(name) ?? [];
    expect(incidents.map((incident, index) => seen(incident, labels[index] ?? { kind: 'main-died', cause: 'unknown' }))).toEqual(labels);
  });

  it('prints the confusion matrix, and has nothing off its diagonal', () => {
    const matrix = confusionMatrix();
    process.stdout.write(`\nhappened → said\n${matrix}\n`);
    expect(matrix.split('\n').filter((line) => { const [from, to] = line.trim().replace(/^\d+\s+/, '').split(' → '); return from !== to; })).toEqual([]);
  });
});
