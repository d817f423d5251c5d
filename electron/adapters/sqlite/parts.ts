/**
 * The parts of the store, by name. To add one: a file with `definePart`, and a line here. All share one file, one writer
 * and one thread, so that one transaction may touch several of a part's tables.
 */
import { alertPart } from './alert-part.ts';
import { actionPart } from './action-part.ts';
import { diagnosisPart } from './diagnosis-part.ts';
import { historyPart } from './history-part.ts';
import { incidentPart } from './incident-part.ts';
import { timelinePart } from './timeline-part.ts';

export const parts = { history: historyPart, alerts: alertPart, timeline: timelinePart, incidents: incidentPart, actions: actionPart, diagnoses: diagnosisPart };
