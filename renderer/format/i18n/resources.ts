/**
 * All words of the window, one namespace a file, English and French side by side. English is the source of the keys.
 */
import { alerts as alertsEn } from './en/alerts.ts';
import { app as appEn } from './en/app.ts';
import { away as awayEn } from './en/away.ts';
import { causes as causesEn } from './en/causes.ts';
import { charts as chartsEn } from './en/charts.ts';
import { control as controlEn } from './en/control.ts';
import { crashes as crashesEn } from './en/crashes.ts';
import { deploy as deployEn } from './en/deploy.ts';
import { diagnosis as diagnosisEn } from './en/diagnosis.ts';
import { errors as errorsEn } from './en/errors.ts';
import { fleet as fleetEn } from './en/fleet.ts';
import { history as historyEn } from './en/history.ts';
import { host as hostEn } from './en/host.ts';
import { hostForm as hostFormEn } from './en/host-form.ts';
import { logs as logsEn } from './en/logs.ts';
import { operations as operationsEn } from './en/operations.ts';
import { parts as partsEn } from './en/parts.ts';
import { questions as questionsEn } from './en/questions.ts';
import { recovery as recoveryEn } from './en/recovery.ts';
import { settings as settingsEn } from './en/settings.ts';
import { supervise as superviseEn } from './en/supervise.ts';
import { timeline as timelineEn } from './en/timeline.ts';
import { unacked as unackedEn } from './en/unacked.ts';
import { verdicts as verdictsEn } from './en/verdicts.ts';
import { welcome as welcomeEn } from './en/welcome.ts';
import { alerts as alertsFr } from './fr/alerts.ts';
import { app as appFr } from './fr/app.ts';
import { away as awayFr } from './fr/away.ts';
import { causes as causesFr } from './fr/causes.ts';
import { charts as chartsFr } from './fr/charts.ts';
import { control as controlFr } from './fr/control.ts';
import { crashes as crashesFr } from './fr/crashes.ts';
import { deploy as deployFr } from './fr/deploy.ts';
import { diagnosis as diagnosisFr } from './fr/diagnosis.ts';
import { errors as errorsFr } from './fr/errors.ts';
import { fleet as fleetFr } from './fr/fleet.ts';
import { history as historyFr } from './fr/history.ts';
import { host as hostFr } from './fr/host.ts';
import { hostForm as hostFormFr } from './fr/host-form.ts';
import { logs as logsFr } from './fr/logs.ts';
import { operations as operationsFr } from './fr/operations.ts';
import { parts as partsFr } from './fr/parts.ts';
import { questions as questionsFr } from './fr/questions.ts';
import { recovery as recoveryFr } from './fr/recovery.ts';
import { settings as settingsFr } from './fr/settings.ts';
import { supervise as superviseFr } from './fr/supervise.ts';
import { timeline as timelineFr } from './fr/timeline.ts';
import { unacked as unackedFr } from './fr/unacked.ts';
import { verdicts as verdictsFr } from './fr/verdicts.ts';
import { welcome as welcomeFr } from './fr/welcome.ts';

export const english = {
  alerts: alertsEn, app: appEn, away: awayEn, causes: causesEn, charts: chartsEn, control: controlEn, crashes: crashesEn, deploy: deployEn, diagnosis: diagnosisEn, errors: errorsEn, fleet: fleetEn, history: historyEn, host: hostEn, hostForm: hostFormEn,
  logs: logsEn, operations: operationsEn, parts: partsEn, questions: questionsEn, recovery: recoveryEn, settings: settingsEn, supervise: superviseEn, timeline: timelineEn, unacked: unackedEn, verdicts: verdictsEn, welcome: welcomeEn,
} as const;

export const french = {
  alerts: alertsFr, app: appFr, away: awayFr, causes: causesFr, charts: chartsFr, control: controlFr, crashes: crashesFr, deploy: deployFr, diagnosis: diagnosisFr, errors: errorsFr, fleet: fleetFr, history: historyFr, host: hostFr, hostForm: hostFormFr,
  logs: logsFr, operations: operationsFr, parts: partsFr, questions: questionsFr, recovery: recoveryFr, settings: settingsFr, supervise: superviseFr, timeline: timelineFr, unacked: unackedFr, verdicts: verdictsFr, welcome: welcomeFr,
} as const;

export type Namespace = keyof typeof english;
