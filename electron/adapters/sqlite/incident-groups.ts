/** Groups: what their incidents say of them, and what people made of them. */
import type { DatabaseSync } from 'node:sqlite';
import type { StoredGroup } from '#electron/ports/incident-store.ts';
import type { GroupChange, IncidentSummary, SignatureId } from '#shared/domain/crash.ts';
import { body } from './incident-queries.ts';

const maxGroups = 5000;
const maxMoments = 2000;

export function groupReads(db: DatabaseSync): { groups: (input: { readonly ids: readonly SignatureId[] | null }) => readonly StoredGroup[] } {
  return {
    groups: ({ ids }) => {
      const rows = ids === null
        ? db.prepare('SELECT * FROM crash_group LIMIT ?').all(maxGroups)
        : ids.flatMap((id) => { const row = db.prepare('SELECT * FROM crash_group WHERE id = ?').get(id); return row === undefined ? [] : [row]; });
      return rows.flatMap((row) => describe(db, row));
    },
  };
}

function describe(db: DatabaseSync, row: Readonly<Record<string, unknown>>): StoredGroup[] {
  const id = String(row['id']) as SignatureId;
  const sum = db.prepare('SELECT count(*) AS n, min(at) AS first, max(last_at) AS last FROM incident WHERE signature = ?').get(id);
  const last = db.prepare('SELECT summary FROM incident WHERE signature = ? ORDER BY last_at DESC, id DESC LIMIT 1').get(id);
  if (sum === undefined || last === undefined) return [];
  const distinct = (column: 'host' | 'worker' | 'task_name' | 'cause', limit: number): string[] =>
    db.prepare(`SELECT ${column} AS v, max(last_at) AS l FROM incident WHERE signature = ? AND ${column} IS NOT NULL GROUP BY ${column} ORDER BY l DESC LIMIT ?`).all(id, limit).map((found) => String(found['v']));
  return [{
    id, family: String(row['family']), title: String(row['title']), givenTitle: String(row['given_title']),
    state: row['state'] as StoredGroup['state'], stateSince: Number(row['state_since']), note: String(row['note']), mergedInto: row['merged_into'] as SignatureId | null,
    last: body<IncidentSummary>(last, 'summary'), firstSeen: Number(sum['first']), lastSeen: Number(sum['last']), count: Number(sum['n']),
    hosts: distinct('host', 500), workers: distinct('worker', 500), taskNames: distinct('task_name', 20), causes: distinct('cause', 40) as StoredGroup['causes'][number][],
    moments: db.prepare('SELECT at FROM incident WHERE signature = ? ORDER BY at DESC LIMIT ?').all(id, maxMoments).map((found) => Number(found['at'])),
  }];
}

type Change = { readonly id: SignatureId; readonly change: GroupChange; readonly at: number };

/** null: there is no such group. Otherwise the groups that changed. */
export function groupWrites(db: DatabaseSync): { changeGroup: (input: Change) => readonly SignatureId[] | null } {
  const known = db.prepare('SELECT merged_into FROM crash_group WHERE id = ?');
  const become = (state: StoredGroup['state'], { id, at }: Change): readonly SignatureId[] => {
    db.prepare('UPDATE crash_group SET state = ?, state_since = ? WHERE id = ?').run(state, at, id);
    return [id];
  };
  return {
    changeGroup: (input) => {
      const { id, change } = input;
      const row = known.get(id);
      if (row === undefined) return null;
      switch (change.kind) {
        case 'mute': return become('muted', input);
        case 'unmute': case 'reopen': return become('open', input);
        case 'resolve': return become('resolved', input);
        case 'note': db.prepare('UPDATE crash_group SET note = ? WHERE id = ?').run(change.text, id); return [id];
        case 'rename': db.prepare('UPDATE crash_group SET given_title = ? WHERE id = ?').run(change.title.trim(), id); return [id];
        case 'merge': return merge(db, id, change.into, known.get(change.into));
        case 'split': {
          const parent = row['merged_into'];
          db.prepare('UPDATE crash_group SET merged_into = NULL WHERE id = ?').run(id);
          return typeof parent === 'string' ? [id, parent as SignatureId] : [id];
        }
      }
    },
  };
}

/** One level deep: what was merged into it goes along, and a group already merged stands for its target. */
function merge(db: DatabaseSync, id: SignatureId, into: SignatureId, target: Readonly<Record<string, unknown>> | undefined): readonly SignatureId[] | null {
  if (target === undefined) return null;
  const root = typeof target['merged_into'] === 'string' ? (target['merged_into'] as SignatureId) : into;
  if (root === id) return [id];
  db.prepare('UPDATE crash_group SET merged_into = ? WHERE id = ? OR merged_into = ?').run(root, id, id);
  return [id, root];
}
