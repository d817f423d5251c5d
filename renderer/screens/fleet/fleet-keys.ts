/** Where a key takes the cursor in the Fleet's list, and what a row opens. Pure. Headings are stepped over. */
import { formatRoute } from '#renderer/state/routes.ts';
import type { FleetRow } from '#renderer/state/selectors/fleet-rows.ts';

const page = 12;

/** The new index, or null when the key does not move. */
export function moveCursor(rows: readonly FleetRow[], index: number, key: string): number | null {
  switch (key) {
    case 'ArrowDown':
    case 'j': return step(rows, index, 1);
    case 'ArrowUp':
    case 'k': return step(rows, index === -1 ? 0 : index, -1);
    case 'PageDown': return settle(rows, Math.min(rows.length - 1, Math.max(0, index) + page), -1);
    case 'PageUp': return settle(rows, Math.max(0, index - page), 1);
    case 'Home': return settle(rows, 0, 1);
    case 'End': return settle(rows, rows.length - 1, -1);
    default: return null;
  }
}

export function addressOfRow(row: FleetRow): string | null {
  if (row.kind === 'host') return formatRoute({ screen: 'host', host: row.host.id, worker: null });
  if (row.kind === 'worker' && row.worker.host !== null) return formatRoute({ screen: 'host', host: row.worker.host, worker: row.worker.key });
  return null;
}

function step(rows: readonly FleetRow[], index: number, by: 1 | -1): number | null {
  return settle(rows, index + by, by) ?? (index >= 0 && index < rows.length ? index : null);
}

/** The first row from `index` in this direction that can hold the cursor. */
function settle(rows: readonly FleetRow[], index: number, by: 1 | -1): number | null {
  for (let at = index; at >= 0 && at < rows.length; at += by) {
    const kind = rows[at]?.kind;
    if (kind === 'host' || kind === 'worker') return at;
  }
  return null;
}
