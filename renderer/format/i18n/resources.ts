/**
 * All words of the window, one namespace a file, English and French side by side. English is the source of the keys.
 */
import { app as appEn } from './en/app.ts';
import { charts as chartsEn } from './en/charts.ts';
import { control as controlEn } from './en/control.ts';
import { errors as errorsEn } from './en/errors.ts';
import { fleet as fleetEn } from './en/fleet.ts';
import { host as hostEn } from './en/host.ts';
import { hostForm as hostFormEn } from './en/host-form.ts';
import { parts as partsEn } from './en/parts.ts';
import { questions as questionsEn } from './en/questions.ts';
import { settings as settingsEn } from './en/settings.ts';
import { verdicts as verdictsEn } from './en/verdicts.ts';
import { welcome as welcomeEn } from './en/welcome.ts';
import { app as appFr } from './fr/app.ts';
import { charts as chartsFr } from './fr/charts.ts';
import { control as controlFr } from './fr/control.ts';
import { errors as errorsFr } from './fr/errors.ts';
import { fleet as fleetFr } from './fr/fleet.ts';
import { host as hostFr } from './fr/host.ts';
import { hostForm as hostFormFr } from './fr/host-form.ts';
import { parts as partsFr } from './fr/parts.ts';
import { questions as questionsFr } from './fr/questions.ts';
import { settings as settingsFr } from './fr/settings.ts';
import { verdicts as verdictsFr } from './fr/verdicts.ts';
import { welcome as welcomeFr } from './fr/welcome.ts';

export const english = {
  app: appEn, charts: chartsEn, control: controlEn, errors: errorsEn, fleet: fleetEn, host: hostEn, hostForm: hostFormEn,
  parts: partsEn, questions: questionsEn, settings: settingsEn, verdicts: verdictsEn, welcome: welcomeEn,
} as const;

export const french = {
  app: appFr, charts: chartsFr, control: controlFr, errors: errorsFr, fleet: fleetFr, host: hostFr, hostForm: hostFormFr,
  parts: partsFr, questions: questionsFr, settings: settingsFr, verdicts: verdictsFr, welcome: welcomeFr,
} as const;

export type Namespace = keyof typeof english;
