/** Commands on the panel itself: the snapshot, the fleet file, settings and questions. */
import type { AlertDesk } from '#electron/alerts/alert-desk.ts';
import type { ConfigBook } from '#electron/hosts/config-book.ts';
import type { HostDesk } from '#electron/hosts/host-desk.ts';
import type { FleetKeeper } from '#electron/fleet/fleet-keeper.ts';
import type { QuestionDesk } from '#electron/questions/index.ts';
import type { Handlers } from '#electron/transport/handlers.ts';
import { parseFleetFile, writeFleetFile } from '#electron/fleet-file/index.ts';
import type { Settings } from '#shared/domain/settings.ts';
import { ok } from '#shared/result.ts';

type PanelCommands = 'fleet.snapshot' | 'fleet.export' | 'fleet.import' | 'settings.change' | 'questions.answer';

export type PanelHandlerNeeds = { readonly book: ConfigBook; readonly desk: HostDesk; readonly keeper: FleetKeeper; readonly alerts: AlertDesk; readonly questions: QuestionDesk; readonly onSettings: (settings: Settings) => void };

export function createPanelHandlers({ book, desk, keeper, alerts, questions, onSettings }: PanelHandlerNeeds): Pick<Handlers, PanelCommands> {
  return {
    'fleet.snapshot': async () => ok(keeper.snapshot()),
    'fleet.export': async () => ok({ text: writeFleetFile(book.hosts(), book.settings().alerts) }),
    'fleet.import': async ({ text }) => {
      const parsed = parseFleetFile(text);
      if (!parsed.ok) return parsed;
      const merged = await book.merge(parsed.value.hosts);
      if (!merged.ok) return merged;
      const rules = parsed.value.alerts === null ? ok(null) : await alerts.takeRules(parsed.value.alerts);
      if (!rules.ok) return rules;
      const { added, updated } = merged.value;
      await Promise.all([...added, ...updated].map((config) => desk.keep(config)));
      return ok({ added: added.map((host) => host.id), updated: updated.map((host) => host.id) });
    },
    'settings.change': async (change) => {
      const changed = await book.changeSettings(change);
      if (changed.ok) {
        onSettings(changed.value);
        if (change.alerts !== undefined) alerts.settingsChanged();
      }
      return changed;
    },
    'questions.answer': async ({ id, answer }) => {
      const answered = questions.answer(id, answer);
      return answered.ok ? ok({}) : answered;
    },
  };
}
