/**
 * Where supervisord's programs write: from its configuration, and asked of supervisord itself over its socket.
 * Must stay true: one question, which changes nothing; a socket that may not be asked is said, with what to grant; no
 * value of the configuration but places of logs leaves the host.
 */
import { Buffer } from 'node:buffer';
import { readProcessPlaces, supervisorQuestion } from './core/ask-supervisor.ts';
import { sourceId, type SupervisorPlaces } from './core/plan-sources.ts';
import { readSupervisorPlaces } from './core/supervisor-places.ts';
import { askSocket } from './daemon-socket.ts';
import { become, newFollowed, type Scene } from './followed.ts';

const usualSockets = ['/var/run/supervisor.sock', '/run/supervisor/supervisor.sock', '/var/run/supervisord.sock', '/tmp/supervisor.sock'];

export async function findSupervisorPlaces(s: Scene, signal: AbortSignal): Promise<SupervisorPlaces | null> {
  const said = await s.watch?.ask('supervisor');
  const told = said === null || said === undefined ? null : readSupervisorPlaces(Buffer.from(said).toString('utf8'));
  for (const socket of new Set([...(told?.socket === null || told?.socket === undefined ? [] : [told.socket]), ...(s.needs.supervisorSockets ?? []), ...usualSockets])) {
    const errno = await s.watch?.ask(`socket ${Buffer.from(socket, 'utf8').toString('hex')}`);
    if (signal.aborted || errno === null || errno === undefined) break;
    const code = Number(Buffer.from(errno).toString('latin1').trim());
    if (code !== 0 && code !== 13 && code !== 1) continue;
    const body = code === 0 ? await askSocket({ session: s.needs.session, timers: s.needs.timers, signal }, socket, supervisorQuestion) : null;
    if (body === null) {
      if (isConcern(s, told)) sayDenied(s, socket);
      continue;
    }
    const programs = readProcessPlaces(Buffer.from(body).toString('utf8'));
    // what it says of itself is true now; its configuration may have been changed since
    const names = new Set(programs.map(({ name }) => name));
    return { daemonLog: told?.daemonLog ?? null, socket, programs: [...programs, ...(told?.programs ?? []).filter(({ name }) => !names.has(name))] };
  }
  return told;
}

/** A supervisord that runs no worker here is nobody's concern, unless its configuration can be read. */
function isConcern(s: Scene, told: SupervisorPlaces | null): boolean {
  return told !== null || (s.needs.inventory()?.mains ?? []).some(({ backend }) => backend.kind === 'supervisord');
}

function sayDenied(s: Scene, socket: string): void {
  const id = sourceId(s.needs.host, 'supervisord', socket);
  const known = s.entries.get(id);
  const one = known ?? newFollowed(s, { id, host: s.needs.host, kind: 'supervisord', name: socket, path: null, program: null, node: null, pids: [] }, null, 0, null);
  s.entries.set(id, one);
  become(s, one, 'not-readable');
}
