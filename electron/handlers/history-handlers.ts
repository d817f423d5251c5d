/** Commands on recorded history. */
import type { HistoryDesk } from '#electron/history/history-desk.ts';
import type { Handlers } from '#electron/transport/handlers.ts';
import { ok } from '#shared/result.ts';

type HistoryCommands = 'history.query' | 'history.series' | 'history.status' | 'history.backup' | 'history.restore';

export function createHistoryHandlers(desk: HistoryDesk): Pick<Handlers, HistoryCommands> {
  return {
    'history.query': async (question, { signal }) => desk.query(question, signal),
    'history.series': async ({ host }) => {
      const known = await desk.series(host);
      return known.ok ? ok({ series: [...known.value] }) : known;
    },
    'history.status': async () => ok(await desk.status()),
    'history.backup': async () => desk.backup(),
    'history.restore': async ({ name }) => desk.restore(name),
  };
}
