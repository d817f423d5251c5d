/** All words of the window in French, one namespace a file. Fetched only where French is spoken. */
import type { Texts } from './texts.ts';
import { alerts } from './fr/alerts.ts';
import { app } from './fr/app.ts';
import { away } from './fr/away.ts';
import { causes } from './fr/causes.ts';
import { charts } from './fr/charts.ts';
import { control } from './fr/control.ts';
import { crashes } from './fr/crashes.ts';
import { deploy } from './fr/deploy.ts';
import { diagnosis } from './fr/diagnosis.ts';
import { errors } from './fr/errors.ts';
import { fleet } from './fr/fleet.ts';
import { history } from './fr/history.ts';
import { host } from './fr/host.ts';
import { hostForm } from './fr/host-form.ts';
import { logs } from './fr/logs.ts';
import { operations } from './fr/operations.ts';
import { parts } from './fr/parts.ts';
import { questions } from './fr/questions.ts';
import { recovery } from './fr/recovery.ts';
import { settings } from './fr/settings.ts';
import { supervise } from './fr/supervise.ts';
import { timeline } from './fr/timeline.ts';
import { unacked } from './fr/unacked.ts';
import { verdicts } from './fr/verdicts.ts';
import { welcome } from './fr/welcome.ts';

export const french: Texts = {
  alerts, app, away, causes, charts, control, crashes, deploy, diagnosis, errors, fleet, history, host, hostForm,
  logs, operations, parts, questions, recovery, settings, supervise, timeline, unacked, verdicts, welcome,
};
