/**
 * Takes a batch in: places, lines, events and incidents together. What was taken before is not taken twice.
 * A resolved group is opened again by an incident that is new and later than its resolution.
 */
import type { DatabaseSync } from 'node:sqlite';
import type { IngestBatch } from '#electron/ports/incident-store.ts';
import type { Incident, SignatureId } from '#shared/domain/crash.ts';

export function ingestInto(db: DatabaseSync): (batch: IngestBatch) => readonly SignatureId[] {
  const putMark = db.prepare(`INSERT INTO log_source (id, host, kind, name, path, program, offset, base, line, inode, head_length, head_crc, modified_at, cursor, last_line_at)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET name = excluded.name, path = excluded.path, program = excluded.program,
    offset = excluded.offset, base = excluded.base, line = excluded.line, inode = excluded.inode, head_length = excluded.head_length, head_crc = excluded.head_crc,
    modified_at = excluded.modified_at, cursor = excluded.cursor, last_line_at = excluded.last_line_at`);
  const putBlock = db.prepare('INSERT OR REPLACE INTO log_block (source, start, stop, line, first_at, last_at, size, kept_at, bytes) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)');
  const putEvent = db.prepare('INSERT OR IGNORE INTO crash_event (source, place, ordinal, host, at, is_task, body) VALUES (?, ?, ?, ?, ?, ?, ?)');
  const takeIncident = incidentTaker(db);
  return (batch) => {
    for (const m of batch.marks) {
      putMark.run(m.id, m.host, m.kind, m.name, m.path, m.program, m.offset, m.base, m.line, m.inode, m.headLength, m.headCrc, m.modifiedAt, m.cursor, m.lastLineAt);
    }
    for (const b of batch.blocks) putBlock.run(b.source, b.from, b.to, b.line, Math.floor(b.firstAt), Math.floor(b.lastAt), b.bytes.length, batch.at, b.bytes);
    for (const { source, place, ordinal, host, at, isTask, body } of batch.events) putEvent.run(source, place, ordinal, host, Math.floor(at), isTask ? 1 : 0, body);
    return takeIncident(batch);
  };
}

function incidentTaker(db: DatabaseSync): (batch: IngestBatch) => readonly SignatureId[] {
  const known = db.prepare('SELECT signature FROM incident WHERE id = ?');
  const putIncident = db.prepare(`INSERT OR REPLACE INTO incident (id, signature, host, worker_key, worker, at, last_at, cause, task_name, summary, body) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`);
  const putGroup = db.prepare(`INSERT INTO crash_group (id, family, title, state, state_since) VALUES (?, ?, ?, 'open', ?) ON CONFLICT (id) DO UPDATE SET family = excluded.family, title = excluded.title`);
  const reopen = db.prepare(`UPDATE crash_group SET state = 'reopened', state_since = ? WHERE state = 'resolved' AND state_since < ? AND id IN (?, (SELECT merged_into FROM crash_group WHERE id = ?))`);
  const remove = db.prepare('DELETE FROM incident WHERE id = ?');
  return ({ incidents, gone, at }) => {
    const touched = new Set<SignatureId>();
    for (const id of gone) {
      const old = known.get(id)?.['signature'];
      if (typeof old === 'string') touched.add(old as SignatureId);
      remove.run(id);
    }
    for (const { incident, group } of incidents) {
      const old = known.get(incident.id)?.['signature'];
      if (typeof old === 'string') touched.add(old as SignatureId);
      touched.add(incident.signature);
      putIncident.run(incident.id, incident.signature, incident.host, incident.workerKey, incident.worker, Math.floor(incident.at), Math.floor(incident.lastAt), incident.cause.code, incident.task?.name ?? null, JSON.stringify(summaryOf(incident)), JSON.stringify(incident));
      putGroup.run(incident.signature, group.family, group.title, at);
      if (old === undefined) reopen.run(at, Math.floor(incident.lastAt), incident.signature, incident.signature);
    }
    return [...touched];
  };
}

function summaryOf(incident: Incident): object {
  const { taskCandidates: _1, frames: _2, nativeFrame: _3, evidence: _4, memoryBefore: _5, memoryLimit: _6, surroundings: _7, ...summary } = incident;
  return summary;
}
