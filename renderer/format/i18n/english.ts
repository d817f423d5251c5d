/** All words of the window in English, one namespace a file: the source of the keys. Fetched only where English is spoken. */
import { alerts } from './en/alerts.ts';
import { app } from './en/app.ts';
import { away } from './en/away.ts';
import { causes } from './en/causes.ts';
import { charts } from './en/charts.ts';
import { control } from './en/control.ts';
import { crashes } from './en/crashes.ts';
import { deploy } from './en/deploy.ts';
import { diagnosis } from './en/diagnosis.ts';
import { errors } from './en/errors.ts';
import { fleet } from './en/fleet.ts';
import { history } from './en/history.ts';
import { host } from './en/host.ts';
import { hostForm } from './en/host-form.ts';
import { logs } from './en/logs.ts';
import { operations } from './en/operations.ts';
import { parts } from './en/parts.ts';
import { questions } from './en/questions.ts';
import { recovery } from './en/recovery.ts';
import { settings } from './en/settings.ts';
import { supervise } from './en/supervise.ts';
import { timeline } from './en/timeline.ts';
import { unacked } from './en/unacked.ts';
import { verdicts } from './en/verdicts.ts';
import { welcome } from './en/welcome.ts';

export const english = {
  alerts, app, away, causes, charts, control, crashes, deploy, diagnosis, errors, fleet, history, host, hostForm,
  logs, operations, parts, questions, recovery, settings, supervise, timeline, unacked, verdicts, welcome,
} as const;

export type Namespace = keyof typeof english;
