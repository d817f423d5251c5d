/** Alerts of an engine that watches nothing: the defaults, nothing open, nothing sent. */
import { defaultQuietHours, defaultRules } from '#shared/domain/alert.ts';
import { err, ok } from '#shared/result.ts';
import type { AlertDesk } from './alert-desk.ts';

const plan = { rules: [...defaultRules], quietHours: defaultQuietHours, maintenance: [], mutes: [] };

export const quietAlertDesk: AlertDesk = {
  plan: () => plan,
  channels: () => [],
  changeRules: async () => ok(plan),
  takeRules: async () => ok(plan),
  settingsChanged: () => undefined,
  mute: async () => ok(plan),
  list: async () => ok([]),
  changeChannel: async () => ok([]),
  testChannel: async (id) => err({ code: 'not-found', what: id }),
  watch: (emit) => {
    emit({ whole: true, alerts: [], notices: [], plan, channels: [], openCount: 0 });
    return () => undefined;
  },
};
